//! Admin panels: forms that a bot's code defines for its owner (contract, 10). Saving one may run a command of the bot.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::call::identity::{Identified, number_of};
use super::call::request::Request;
use super::call::tolerant::{SecretValue, tolerant};
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, PanelId};

tolerant! {
    /// A panel. Its fields are those that bots define; that the API returns them in this form is an assumption.
    #[derive(Debug, Clone)]
    pub struct AdminPanel {
        /// Its number.
        pub id: PanelId,
        /// Whose it is.
        pub bot_id: Option<BotId>,
        /// Its name in the bot's code.
        pub name: Option<ApiText>,
        /// What its owner reads above it.
        pub title: Option<ApiText>,
        /// What it is for.
        pub description: Option<ApiText>,
        /// Its fields.
        pub fields: Vec<PanelField>,
    }
}

tolerant! {
    /// A field of a panel.
    #[derive(Debug, Clone)]
    pub struct PanelField {
        /// Its name in the bot's code.
        pub name: Option<ApiText>,
        /// What its owner reads beside it.
        pub title: Option<ApiText>,
        /// What it is for.
        pub description: Option<ApiText>,
        /// `checkbox`, `integer`, `float`, `string`, `password`, `text`, or another word.
        #[serde(rename = "type")]
        pub kind: Option<ApiText>,
        /// Its value: a text as it is, everything else as JSON. That of a password must not be shown.
        pub value: Option<SecretValue>,
        /// Whether its owner is not to see it.
        pub hidden: Option<bool>,
    }
}

impl Identified for AdminPanel {
    type Id = PanelId;

    fn id(&self) -> Option<PanelId> {
        Some(self.id)
    }
}

impl PanelField {
    /// A number by which a field is known again, whatever its place: another name has another one, as good as certainly.
    /// None for a field without a name, which cannot be saved.
    #[must_use]
    pub fn mark(&self) -> Option<u32> {
        Some(digest(self.name.as_ref()?.verbatim().as_bytes()))
    }

    /// Its name, for [`Api::update_admin_panel`].
    #[must_use]
    pub fn name_to_save(&self) -> Option<&str> {
        self.name.as_ref().map(ApiText::verbatim)
    }
}

impl AdminPanel {
    /// A number that is another one, as good as certainly, when a field, its type or its value is another one.
    #[must_use]
    pub fn mark(&self) -> u32 {
        let text = |text: &Option<ApiText>| text.as_ref().map(|text| text.verbatim().to_owned());
        let value = |field: &PanelField| field.value.as_ref().map(|value| value.expose().to_owned());
        let fields: Vec<_> =
            self.fields.iter().map(|field| (text(&field.name), text(&field.kind), value(field))).collect();
        let fields = Zeroizing::new(serde_json::to_vec(&fields).unwrap_or_default());
        digest(&fields)
    }
}

fn digest(bytes: &[u8]) -> u32 {
    Sha256::digest(bytes).iter().take(4).fold(0, |mark, byte| mark << 8 | u32::from(*byte))
}

impl Api {
    /// The panels of a bot.
    pub async fn admin_panels(&self, key: &ApiKey, bot: BotId) -> Result<Vec<AdminPanel>, ApiError> {
        self.list(key, Request::new(Endpoint::GetAdminPanels, [bot.get()])).await
    }

    /// Saves values of a panel's fields, by their names. The panel is read first and sent back whole, because the
    /// form of this body is not documented (contract, 10).
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is no such panel or field, [`ApiError::Invalid`] when a value is not of its
    /// field's type: nothing is changed then.
    pub async fn update_admin_panel(
        &self,
        key: &ApiKey,
        bot: BotId,
        panel: PanelId,
        values: &[(&str, SecretString)],
    ) -> Result<AdminPanel, ApiError> {
        let panels: Vec<Map<String, Value>> =
            self.list(key, Request::new(Endpoint::GetAdminPanels, [bot.get()])).await?;
        let is_meant = |now: &Map<String, Value>| number_of(now) == Some(panel.get());
        let mut body = panels.into_iter().find(is_meant).ok_or(ApiError::NotFound(None))?;
        for (name, value) in values {
            set(&mut body, name, value.expose_secret())?;
        }
        let request = Request::new(Endpoint::UpdateAdminPanel, [bot.get(), panel.get()]).sending(&body)?;
        let updated = self.one_with_id(key, request, panel).await;
        updated.map_err(|error: ApiError| error.sparing(passwords(&body)))
    }
}

/// The passwords of a panel, which nobody may repeat in a message.
fn passwords(panel: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let fields = panel.get("fields").and_then(Value::as_array).into_iter().flatten();
    let passwords = fields.filter(|field| field.get("type").and_then(Value::as_str) == Some("password"));
    passwords.filter_map(|field| field.get("value")?.as_str())
}

/// Sets the value of a field by its name, in the type that the field has.
fn set(panel: &mut Map<String, Value>, name: &str, text: &str) -> Result<(), ApiError> {
    let fields = panel.get_mut("fields").and_then(Value::as_array_mut).ok_or(ApiError::NotFound(None))?;
    let named = |field: &&mut Value| field.get("name").and_then(Value::as_str) == Some(name);
    let field = fields.iter_mut().find(named).and_then(Value::as_object_mut).ok_or(ApiError::NotFound(None))?;
    let kind = field.get("type").and_then(Value::as_str);
    let value =
        typed(kind, text).ok_or_else(|| ApiError::Invalid(format!("{name}: no {}", kind.unwrap_or("text")).into()))?;
    field.insert("value".to_owned(), value);
    Ok(())
}

/// A value in the type of its field; `None` when it is not of that type.
fn typed(kind: Option<&str>, text: &str) -> Option<Value> {
    let read: Option<Value> = serde_json::from_str(text.trim()).ok();
    match kind {
        Some("checkbox") => read.filter(Value::is_boolean),
        Some("integer") => read.filter(|value| value.is_i64() || value.is_u64()),
        Some("float") => read.filter(Value::is_number),
        _ => Some(text.into()),
    }
}
