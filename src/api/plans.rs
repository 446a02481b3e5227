//! The cloud plans on offer (contract, 12). Nothing is known of them but that they have names.

use std::sync::Arc;

use serde::Deserialize;

use super::{Api, ApiError, Endpoint, Request, tolerant};
use crate::credentials::ApiKey;

/// A plan.
#[derive(Debug, Clone, Deserialize)]
pub struct CloudPlan {
    /// Its name.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub name: Option<String>,
}

impl Api {
    /// The plans, up to five minutes old.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn cloud_plans(&self, key: &ApiKey) -> Result<Arc<[CloudPlan]>, ApiError> {
        let mark = self.turns.mark(key);
        match self.cloud_plans.find(mark) {
            Some(kept) => Ok(kept),
            None => Ok(self.cloud_plans.keep(mark, self.list(key, Request::new(Endpoint::GetCloudPlans, [])).await?)),
        }
    }
}
