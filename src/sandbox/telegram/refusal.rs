//! Why the simulated Bot API says no, in its own words (the server's sources; teloxide's `ApiError` knows most).

/// An answer that is not `ok`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) description: String,
}

impl Refusal {
    /// 400; `reason` follows "Bad Request: ".
    pub(crate) fn bad(reason: impl AsRef<str>) -> Refusal {
        Refusal { status: 400, description: format!("Bad Request: {}", reason.as_ref()) }
    }

    /// 401: no such bot.
    pub(crate) fn unauthorized() -> Refusal {
        Refusal { status: 401, description: "Unauthorized".into() }
    }

    /// 403; `reason` follows "Forbidden: ".
    pub(crate) fn forbidden(reason: &str) -> Refusal {
        Refusal { status: 403, description: format!("Forbidden: {reason}") }
    }

    /// 413: more than a bot may send.
    pub(crate) fn too_large() -> Refusal {
        Refusal { status: 413, description: "Request Entity Too Large".into() }
    }

    /// 404: no such method, or nothing at this path.
    pub(crate) fn not_found() -> Refusal {
        Refusal { status: 404, description: "Not Found".into() }
    }

    /// 409: another poller took over.
    pub(crate) fn conflict() -> Refusal {
        Refusal { status: 409, description: crate::sandbox::fault::CONFLICT.into() }
    }
}
