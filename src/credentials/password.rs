//! A password that nobody asked for: with an e-mail address, by itself behind the word for it, or in a web address.
//!
//! It is certain before it says so: an address alone, or in a sentence, is no password.

use crate::characters::is_space;

/// Longest message that is looked at: whoever sends a login sends little else.
const MAX_LENGTH: usize = 200;
const LONGEST_PASSWORD: usize = 64;
const SHORTEST_PASSWORD: usize = 4;

/// Most words before a password that is said by itself.
const MOST_BEFORE: usize = 5;

/// Shortest word beside an address, among other words, that can be a password: `10am` and `2nd` are shorter.
const SHORTEST_BESIDE: usize = 6;

const PASSWORD_LABELS: [&str; 38] = [
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
    "passe",
    "palavra-passe",
    "wachtwoord",
    "lösenord",
    "kodeord",
    "salasana",
    "heslo",
    "jelszó",
    "лозинка",
    "khẩu",
    "السر",
    "المرور",
    "密码",
    "密碼",
    "パスワード",
    "비밀번호",
];
/// Labels of languages that put no space after a word, and what stands for "is" in them.
const UNSPACED: [&str; 8] = ["密码", "密碼", "パスワード", "비밀번호", "是", "为", "は", "는"];
/// What stands between a label and its value.
pub(super) const BETWEEN: [&str; 17] =
    ["is", "was", "it's", "its", "ist", "es", "é", "est", "jest", "это", "е", "adalah", "هو", "है", "是", "为", "は"];
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
    if text.chars().count() > MAX_LENGTH || text.contains(['{', '}']) {
        return false;
    }
    (!text.contains("://") && (beside_an_address(text) || labelled(text))) || in_a_sentence(text)
}

/// Whether a text says what a password is, and no more: `Password: hunter2`, `my password is hunter2`. What words of a
/// sentence look like is none.
pub(super) fn is_alone(text: &str) -> bool {
    let text = text.trim();
    if text.chars().count() > MAX_LENGTH || text.contains(['{', '}', '\n']) || text.contains("://") {
        return false;
    }
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    let Some((value, before)) = words.split_last().filter(|(_, before)| (1..=MOST_BEFORE).contains(&before.len()))
    else {
        return false;
    };
    let is_between = |word: &&str| BETWEEN.contains(&&*word.trim_end_matches([':', '=']).to_lowercase());
    let parted = before.last().is_some_and(|word| word.ends_with([':', '=']) || ["-", "–", "—"].contains(word));
    let mut names = before.iter().rev().filter(|word| word.chars().any(char::is_alphanumeric)).peekable();
    let said = names.next_if(|word| is_between(word)).is_some();
    (said || parted) && names.next().is_some_and(|word| is_password_label(word)) && is_no_word(value, SHORTEST_BESIDE)
}

/// Whether a web address holds a name and a password: `https://you:secret@host/…`. What stands for one in a manual is
/// none.
pub(super) fn is_in_an_address(text: &str) -> bool {
    text.match_indices("://").any(|(place, separator)| {
        let after = text.get(place + separator.len()..).unwrap_or_default();
        let end = after.find(|c: char| is_space(c) || "/?#\"'<>".contains(c)).unwrap_or(after.len());
        let login = after.get(..end).and_then(|part| part.rsplit_once('@'));
        login.and_then(|(login, _)| login.split_once(':')).is_some_and(|(_, password)| {
            let placeholder = password.starts_with(['{', '$', '[', '*', '%', '…', '.']);
            !password.is_empty() && !placeholder
        })
    })
}

/// An address anywhere, and a word that no sentence has: right after it, or after the word for a password.
fn in_a_sentence(text: &str) -> bool {
    let mut spaced = text.to_owned();
    UNSPACED.iter().for_each(|word| spaced = spaced.replace(word, &format!(" {word} ")));
    let apart = |word: &&str| !word.contains("://");
    let words: Vec<&str> = spaced
        .split(is_space)
        .filter(apart)
        .flat_map(|word| word.split([':', '=']))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect();
    if !words.iter().any(|word| is_address(word)) {
        return false;
    }
    (1..=words.len()).filter_map(|place| words.split_at_checked(place)).any(|(before, after)| {
        before.last().is_some_and(|word| {
            if is_password_label(word) {
                let value = after.iter().find(|word| !BETWEEN.contains(&&*word.to_lowercase()));
                value.is_some_and(|value| is_no_word(value, SHORTEST_PASSWORD))
            } else {
                is_address(word) && !word.ends_with([',', ';', '.', '!', '?']) && after.first().is_some_and(is_beside)
            }
        })
    })
}

/// Whether a word names a password.
pub(super) fn is_password_label(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    // A vowel sign at the end of a Hindi word is no letter.
    PASSWORD_LABELS.iter().any(|label| label.trim_matches(|c: char| !c.is_alphanumeric()) == word)
}

/// Not a number, and neither a name of a program nor of a company: letters with digits or signs among them.
fn is_beside(word: &&str) -> bool {
    let capitals_only = word.chars().all(char::is_alphabetic);
    word.chars().any(char::is_alphabetic) && !capitals_only && is_no_word(word, SHORTEST_BESIDE)
}

/// A digit, a sign within it, or capitals after its first letter: what words of a sentence do not have.
fn is_no_word(word: &str, shortest: usize) -> bool {
    let punctuation = |c: char| !c.is_alphanumeric();
    let length = word.chars().count();
    let core = word.trim_matches(punctuation);
    let digit = core.chars().any(|c| c.is_numeric());
    let sign = core.chars().any(|c| c.is_ascii_punctuation() && !"-'./,".contains(c));
    let mixed = core.chars().any(char::is_lowercase) && core.chars().skip(1).any(char::is_uppercase);
    (shortest..=LONGEST_PASSWORD).contains(&length)
        && !word.starts_with(['@', '/'])
        && !is_address(word)
        && (digit || sign || mixed)
}

/// `a@b.c secret` on one line or two, `a@b.c:secret`.
fn beside_an_address(text: &str) -> bool {
    let mut parts = text.split(|c| is_space(c) || ":;|,/".contains(c)).filter(|part| !part.is_empty());
    let Some(address) = parts.next().filter(|part| is_address(part)) else { return false };
    let after = text.get(address.len()..).unwrap_or_default();
    let secret = after.trim_matches(|c| is_space(c) || ":;|,/".contains(c));
    let command = after.starts_with(is_space) && after.trim_start().strip_prefix('/') == Some(secret);
    // `git@github.com:you/shop.git` is where a repository is (git-fetch, GIT URLS).
    let repository = after.starts_with(':') && (address.starts_with("git@") || secret.ends_with(".git"));
    after.len() > secret.len() && !command && !repository && is_secret(secret)
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
            "anna@example.com password hunter2",
            "email anna@example.com pass hunter2",
            "my login is anna@example.com and the password is hunter2!",
            "anna@example.com Hunter2 thanks",
            "login anna@example.com\npassword Hunter22",
            "login anna@example.com\nHunter22",
            "Hi! the password is: Hunter2, the e-mail (anna@example.com)",
            "почта anna@example.com пароль - секрет1",
            "mi correo anna@example.com, la contraseña es S3creto",
            "mein Passwort ist geHeim, das Konto anna@example.com",
            "mot de passe = a$b$c pour anna@example.com",
            "我的邮箱 anna@example.com 密码是hunter2",
            "मेरा पासवर्ड है hunter2 anna@example.com",
            "https://app.bots.business anna@example.com password hunter2",
            "<anna@example.com> / Hunter-2 please look",
            "anna@example.com password 12345678",
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
            "the password is hunter2",
            "git@github.com:you/shop.git",
            "anna@git.example:shop.git",
            "var o = { login: user.name, password: user.password }",
        ] {
            assert!(!is_with_login(text), "{text}");
        }
    }

    #[test]
    fn a_password_by_itself_is_known_by_the_word_for_it() {
        for text in [
            "Password: hunter2",
            "password = hunter2",
            "my password is hunter2",
            "pass - Hunter22",
            "мой пароль: секрет1",
            "la contraseña es S3creto",
        ] {
            assert!(is_alone(text), "{text}");
        }
        for text in [
            "password",
            "password is wrong",
            "password: where do I change it",
            "the password is secret",
            "I forgot my password 2 days ago",
            "password-v2 2024.xlsx",
            "hunter2",
            "pass is 10am",
            "var password = user.password",
        ] {
            assert!(!is_alone(text), "{text}");
        }
    }

    #[test]
    fn a_password_in_a_web_address_is_known() {
        for text in ["https://user:ghp_FAKE@host/x.git", "see http://a:b@host:8080 there", "https://:FAKE@host"] {
            assert!(is_in_an_address(text), "{text}");
        }
        for text in [
            "https://host/x.git",
            "https://host:8080/a@b:c",
            "https://git@host/x.git",
            "https://user:{password}@host/x",
            "https://user:$PASS@host/x",
            "ssh://git@host:22/x.git",
            "12:30 anna@example.com",
        ] {
            assert!(!is_in_an_address(text), "{text}");
        }
    }
}
