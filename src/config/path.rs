//! Paths in settings: they are what they look like, or are refused.
//!
//! Owns what may be a path. Nobody replaces `~`, variables or escapes in a setting, so a path with one would be a file of
//! that very name, below whatever folder the process was started in.

use std::path::PathBuf;

const EXAMPLE: &str = "write one like sqlite://data/bb-pocket.db";

/// A path as somebody wrote it, or what is wrong with it.
pub(super) fn plain_path(text: &str) -> Result<PathBuf, String> {
    let refuse = |problem: &str| Err(format!("{problem}; write the whole path of the file"));
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    match text {
        _ if text.starts_with('~') => refuse("~ is not replaced by a folder here"),
        _ if text.contains('$') => refuse("$ is not replaced by a variable here"),
        // systemd's own, such as %d/token, in a file of settings.
        _ if text.starts_with('%') => refuse("% is not replaced here"),
        _ if text.contains(['\\', '"', '*']) => refuse("\\, \" and * have no meaning here"),
        _ if text.chars().any(char::is_control) => refuse("a control character is in the path"),
        _ if scheme.is_some_and(|scheme| ["file", "sqlite", "http", "https"].contains(&scheme)) => {
            refuse("an address, not a path")
        }
        _ if text.ends_with('/') || text.ends_with("/.") || text.ends_with("/..") => refuse("a folder, not a file"),
        _ => Ok(PathBuf::from(text)),
    }
}

/// The file that an address of SQLite names, such as `sqlite://data/x.db`, with or without `?mode=rwc`.
pub(super) fn database_file(url: &str) -> Result<PathBuf, String> {
    let rest = url.strip_prefix("sqlite:").ok_or_else(|| format!("not an SQLite address; {EXAMPLE}"))?;
    let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.strip_prefix("//").unwrap_or(path);
    // Spaces around it are not seen; inside they are a part of the name.
    let path = path.trim();
    // SQLAlchemy's form has four slashes for the whole path of a file.
    let path = if path.starts_with("//") && !path.starts_with("///") { path.get(1..).unwrap_or(path) } else { path };
    match (path, options) {
        // SQLite gives names with a colon in front a meaning of its own.
        ("", _) => Err(format!("names no file; {EXAMPLE}")),
        _ if path.starts_with(':') => Err(format!("names no file; {EXAMPLE}")),
        _ if path.starts_with("//") => Err(format!("too many slashes; {EXAMPLE}")),
        _ if path.contains(['%', '#']) => Err(format!("% and # have no meaning here; {EXAMPLE}")),
        (_, "" | "mode=rwc") => plain_path(path),
        _ => Err(format!("only ?mode=rwc may follow the file; {EXAMPLE}")),
    }
}
