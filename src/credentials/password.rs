//! An e-mail address and a password in one message: Bots.Business logs in with them, and this bot never needs them.
//!
//! It is certain before it says so: an address alone, or in a sentence, is no password.

use crate::characters::is_space;

/// Longest message that is looked at: whoever sends a login sends little else.
const MAX_LENGTH: usize = 200;
const LONGEST_PASSWORD: usize = 64;
const SHORTEST_PASSWORD: usize = 4;

const PASSWORD_LABELS: [&str; 22] = [
    "password",
    "passwort",
    "passwd",
    "pass",
    "pwd",
    "pw",
    "пароль",
    "пасс",
    "contraseña",
    "contrasena",
    "clave",
    "senha",
    "mdp",
    "parola",
    "hasło",
    "haslo",
    "şifre",
    "sifre",
    "sandi",
    "пасворд",
    "رمز",
    "पासवर्ड",
];
const LOGIN_LABELS: [&str; 14] = [
    "login",
    "log-in",
    "email",
    "e-mail",
    "mail",
    "user",
    "username",
    "account",
    "логин",
    "логін",
    "почта",
    "usuario",
    "correo",
    "usuário",
];
/// What stands beside an address in ordinary messages.
const COURTESIES: [&str; 22] = [
    "thanks",
    "thank",
    "please",
    "hello",
    "help",
    "okay",
    "yes",
    "here",
    "this",
    "account",
    "email",
    "e-mail",
    "mail",
    "спасибо",
    "привет",
    "почта",
    "gracias",
    "hola",
    "merci",
    "danke",
    "obrigado",
    "olá",
];

/// Whether a text that has no unseen characters holds an address, or a login, with its password.
pub(super) fn is_with_login(text: &str) -> bool {
    let text = text.trim();
    if text.chars().count() > MAX_LENGTH || text.contains("://") || text.contains(['{', '}']) {
        return false;
    }
    beside_an_address(text) || labelled(text)
}

/// `a@b.c secret` on one line or two, `a@b.c:secret`.
fn beside_an_address(text: &str) -> bool {
    let mut parts = text.split(|c| is_space(c) || ":;|,/".contains(c)).filter(|part| !part.is_empty());
    let Some(address) = parts.next().filter(|part| is_address(part)) else { return false };
    let after = text.get(address.len()..).unwrap_or_default();
    let secret = after.trim_matches(|c| is_space(c) || ":;|,/".contains(c));
    let command = after.starts_with(is_space) && after.trim_start().strip_prefix('/') == Some(secret);
    after.len() > secret.len() && !command && is_secret(secret)
}

fn is_secret(word: &str) -> bool {
    let length = word.chars().count();
    let number = word.chars().all(|c| c.is_numeric());
    let courtesy = COURTESIES.contains(&word.trim_end_matches(['!', '.', '?']).to_lowercase().as_str());
    (SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length)
        && word.chars().any(char::is_alphanumeric)
        && !word.contains(is_space)
        && !word.contains('@')
        && !number
        && !courtesy
}

/// `login: … password: …`: each label with a colon, an equals sign or a line of its own.
fn labelled(text: &str) -> bool {
    let secret = labelled_value(text, &PASSWORD_LABELS)
        .is_some_and(|value| value.chars().count() >= SHORTEST_PASSWORD && value.chars().count() <= LONGEST_PASSWORD);
    let login = || labelled_value(text, &LOGIN_LABELS).is_some() || text.split(is_space).any(is_address);
    secret && login()
}

/// The word after a label and its separator.
fn labelled_value<'a>(text: &'a str, labels: &[&str]) -> Option<&'a str> {
    let mut rest = text;
    while let Some(place) = rest.find([':', '=']) {
        let (before, after) = rest.split_at_checked(place)?;
        let label =
            before.rsplit(|c| is_space(c) || ",;".contains(c)).find(|word| !word.is_empty()).unwrap_or_default();
        let after = after.get(1..)?;
        let value = after.split(is_space).find(|word| !word.is_empty());
        if labels.contains(&label.to_lowercase().as_str()) && value.is_some() {
            return value;
        }
        rest = after;
    }
    None
}

fn is_address(word: &str) -> bool {
    let word = word.trim_matches(['<', '>', '(', ')', ',', ';', '"']);
    word.split_once('@').is_some_and(|(name, domain)| {
        let host = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
        !name.is_empty()
            && !domain.starts_with('.')
            && domain.chars().all(host)
            && domain.rsplit_once('.').is_some_and(|(_, end)| end.chars().count() >= 2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_known() {
        for text in [
            "a@b.co secret",
            "anna@example.com\nhunter2!",
            "anna@example.com:hunter2",
            "anna@example.com / hunter2",
            "login: anna@example.com password: hunter2",
            "Login: anna\nPassword: hunter2",
            "почта: anna@example.com, пароль: секрет1",
            "email=anna@example.com pass=hunter2",
            "anna@example.com\npassword: hunter2",
        ] {
            assert!(is_with_login(text), "{text}");
        }
    }

    #[test]
    fn an_address_alone_or_in_a_sentence_is_no_login() {
        for text in [
            "anna@example.com",
            "anna@example.com thanks!",
            "anna@example.com 2792787",
            "my account is anna@example.com and it does not work",
            "anna@example.com boris@example.com",
            "anna@example.com /accounts",
            "email: anna@example.com",
            "I forgot my password",
            "password: where do I change it",
            "my e-mail is anna@example.com, I forgot the password",
            "https://anna:hunter2@example.com login: x password: y",
            "var o = { login: user.name, password: user.password }",
        ] {
            assert!(!is_with_login(text), "{text}");
        }
    }
}
