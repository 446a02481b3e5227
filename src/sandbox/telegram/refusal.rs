//! The errors of the simulated Bot API, in the real one's words (the server's sources; teloxide's `ApiError` has most).

/// An answer with `ok: false`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) description: String,
    /// The supergroup that the group became (Bot API, ResponseParameters).
    pub(crate) migrate_to: Option<i64>,
}

impl Refusal {
    /// 400; `reason` follows "Bad Request: ".
    pub(crate) fn bad(reason: impl AsRef<str>) -> Refusal {
        Refusal { status: 400, description: format!("Bad Request: {}", reason.as_ref()), migrate_to: None }
    }

    /// 400: the group became this supergroup.
    pub(crate) fn migrated(to: i64) -> Refusal {
        let refusal = Refusal::bad("group chat was upgraded to a supergroup chat");
        Refusal { migrate_to: Some(to), ..refusal }
    }

    /// 401: unknown token.
    pub(crate) fn unauthorized() -> Refusal {
        Refusal { status: 401, description: "Unauthorized".into(), migrate_to: None }
    }

    /// 403; `reason` follows "Forbidden: ".
    pub(crate) fn forbidden(reason: &str) -> Refusal {
        Refusal { status: 403, description: format!("Forbidden: {reason}"), migrate_to: None }
    }

    /// 413: larger than a bot may send.
    pub(crate) fn too_large() -> Refusal {
        Refusal { status: 413, description: "Request Entity Too Large".into(), migrate_to: None }
    }

    /// 404: an unknown path, or no file at it.
    pub(crate) fn not_found() -> Refusal {
        Refusal { status: 404, description: "Not Found".into(), migrate_to: None }
    }

    /// 404: unknown method.
    pub(crate) fn no_method() -> Refusal {
        Refusal { status: 404, description: "Not Found: method not found".into(), migrate_to: None }
    }

    /// 409; `reason` follows "Conflict: " unless it begins so.
    pub(crate) fn conflict(reason: &str) -> Refusal {
        let reason = reason.strip_prefix("Conflict: ").unwrap_or(reason);
        Refusal { status: 409, description: format!("Conflict: {reason}"), migrate_to: None }
    }
}
