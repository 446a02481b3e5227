//! The cloud plans on offer (contract, 12). Nothing is known of them but that they have names.

use std::sync::Arc;

use super::call::tolerant::tolerant;
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;

tolerant! {
    /// A plan.
    #[derive(Debug, Clone)]
    pub struct CloudPlan {
        /// Its name.
        pub name: Option<ApiText>,
    }
}

impl Api {
    /// The plans, up to five minutes old.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn cloud_plans(&self, key: &ApiKey) -> Result<Arc<[CloudPlan]>, ApiError> {
        self.cached_list(key, Endpoint::GetCloudPlans, &self.cloud_plans).await
    }
}
