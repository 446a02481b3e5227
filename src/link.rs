//! `Link`: a tag, an account and up to three numbers. It is what a button, a `?start=` link, a row of acts, questions,
//! follow-ups and recents, and the way back all hold.
//!
//! Owns the two written forms and their one codec. It must not know what a tag means: that is the table's
//! (`src/screens.rs`).

use std::fmt;
use std::str::FromStr;

use crate::ids::{AccountId, UserId};

/// The callback form's version. Buttons of another version are read as none.
const VERSION: char = '2';
/// Longest form that a button can carry (Bot API, InlineKeyboardButton), bytes.
pub const MAX_CALLBACK: usize = 64;
/// Version and tag 3, owner 1 + 11 (52 bits: Bot API, User), account 1 + 7 characters.
pub const HEAD: usize = 23;
/// Most numbers of a link.
pub const MAX_NUMBERS: usize = 3;

/// The two letters by which a place, an act or a prompt is known. Buttons and rows outlive versions, so a tag is never
/// renamed and never given to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag([u8; 2]);

/// Makes a tag.
///
/// # Panics
/// At compile time, where it is used as a constant: unless it is a small letter and a small letter or digit.
pub const fn tag(letters: &[u8; 2]) -> Tag {
    let [first, second] = *letters;
    assert!(first.is_ascii_lowercase(), "a tag begins with a small letter");
    assert!(second.is_ascii_lowercase() || second.is_ascii_digit(), "a tag ends with a small letter or a digit");
    Tag([first, second])
}

impl Tag {
    /// Whether two tags are the same, for proofs at compile time.
    pub const fn is(self, other: Tag) -> bool {
        self.0[0] == other.0[0] && self.0[1] == other.0[1]
    }

    /// As a number of a link, below 36².
    pub fn number(self) -> i64 {
        from_base36(&self.to_string()).unwrap_or_default()
    }

    /// The tag of such a number.
    pub fn of_number(number: i64) -> Option<Self> {
        let mut letters = String::with_capacity(2);
        push_base36(&mut letters, number);
        Self::read(&letters).filter(|_| number >= 0)
    }

    fn read(text: &str) -> Option<Self> {
        match *text.as_bytes() {
            [first, second]
                if first.is_ascii_lowercase() && (second.is_ascii_lowercase() || second.is_ascii_digit()) =>
            {
                Some(Self([first, second]))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

/// Where the answer to a press appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// In the place of the message that was pressed.
    Here,
    /// In a message of its own.
    Below,
}

/// A tag, an account and numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Link {
    tag: Tag,
    account: Option<AccountId>,
    count: u8,
    list: [i64; MAX_NUMBERS],
}

/// A button's data, read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pressed {
    /// What is asked for.
    pub link: Link,
    /// The person for whom the button was made; nobody else may press it.
    pub owner: UserId,
    /// Where the answer appears.
    pub spot: Spot,
}

impl Link {
    /// A link without numbers.
    pub const fn bare(tag: Tag) -> Self {
        Self { tag, account: None, count: 0, list: [0; MAX_NUMBERS] }
    }

    /// A link with the first `count` of these numbers.
    pub fn with(tag: Tag, count: usize, list: [i64; MAX_NUMBERS]) -> Self {
        let count = count.min(MAX_NUMBERS);
        let mut kept = [0; MAX_NUMBERS];
        for (kept, number) in kept.iter_mut().zip(list).take(count) {
            *kept = number;
        }
        Self { tag, account: None, count: u8::try_from(count).unwrap_or_default(), list: kept }
    }

    /// The same link with this account.
    #[must_use]
    pub fn of(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }

    /// The same link without an account.
    #[must_use]
    pub fn of_nobody(self) -> Self {
        Self { account: None, ..self }
    }

    /// What it leads to.
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// The account with which it is read; the current one when it names none.
    pub fn account(&self) -> Option<AccountId> {
        self.account
    }

    /// The numbers.
    pub fn numbers(&self) -> &[i64] {
        self.list.get(..usize::from(self.count)).unwrap_or_default()
    }

    /// The callback form: `2bo_<owner>_<account>_<numbers>` in base 36; `2Bo` is answered in a message of its own.
    pub fn encode(self, owner: UserId, spot: Spot) -> String {
        let [first, second] = self.tag.0;
        let first = if spot == Spot::Below { first.to_ascii_uppercase() } else { first };
        let mut code = String::from_iter([VERSION, char::from(first), char::from(second)]);
        let account = self.account.map_or(0, AccountId::get);
        for number in [owner.get(), account].iter().chain(self.numbers()) {
            code.push('_');
            push_base36(&mut code, *number);
        }
        code
    }

    /// Reads a callback form. It may be forged: nothing but its form is certain.
    pub fn decode(code: &str) -> Option<Pressed> {
        if code.len() > MAX_CALLBACK {
            return None;
        }
        let mut parts = code.strip_prefix(VERSION)?.split('_');
        let letters = parts.next()?;
        let spot = if letters.starts_with(|c: char| c.is_ascii_uppercase()) { Spot::Below } else { Spot::Here };
        let tag = Tag::read(&letters.to_ascii_lowercase())
            .filter(|_| letters.get(1..) == letters.to_ascii_lowercase().get(1..))?;
        let owner = UserId::new(from_base36(parts.next()?)?);
        let account = from_base36(parts.next()?)?;
        let numbers = parts.map(from_base36).collect::<Option<Vec<i64>>>()?;
        Some(Pressed { link: Self::read(tag, account, &numbers)?, owner, spot })
    }

    fn read(tag: Tag, account: i64, numbers: &[i64]) -> Option<Self> {
        if numbers.len() > MAX_NUMBERS {
            return None;
        }
        let mut list = [0; MAX_NUMBERS];
        list.iter_mut().zip(numbers).for_each(|(slot, number)| *slot = *number);
        let account = (account > 0).then_some(AccountId::new(account));
        Some(Self { account, ..Self::with(tag, numbers.len(), list) })
    }
}

/// The row's form, which SQL can read and write: `bo 1 2792787`: tag, account or 0, numbers.
impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.tag, self.account.map_or(0, AccountId::get))?;
        self.numbers().iter().try_for_each(|number| write!(f, " {number}"))
    }
}

/// A row's text is no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a link")]
pub struct NoLink;

impl FromStr for Link {
    type Err = NoLink;

    fn from_str(row: &str) -> Result<Self, NoLink> {
        let mut parts = row.split(' ');
        let tag = parts.next().and_then(Tag::read).ok_or(NoLink)?;
        let numbers = parts.map(str::parse).collect::<Result<Vec<i64>, _>>().map_err(|_| NoLink)?;
        let (account, numbers) = numbers.split_first().ok_or(NoLink)?;
        Self::read(tag, *account, numbers).ok_or(NoLink)
    }
}

fn push_base36(code: &mut String, number: i64) {
    let mut digits = Vec::with_capacity(13);
    let mut rest = number.unsigned_abs();
    loop {
        digits.extend(u32::try_from(rest % 36).ok().and_then(|digit| char::from_digit(digit, 36)));
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    code.extend(digits.iter().rev());
}

fn from_base36(digits: &str) -> Option<i64> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    plain.then(|| i64::from_str_radix(digits, 36).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_link() -> impl Strategy<Value = Link> {
        let number = 0..10_i64.pow(18);
        ("[a-z][a-z0-9]", 0..36_i64.pow(6), prop::collection::vec(number, 0..=3)).prop_map(
            |(letters, account, numbers)| Link::read(Tag::read(&letters).unwrap(), account, &numbers).unwrap(),
        )
    }

    proptest! {
        #[test]
        fn every_link_survives_both_forms(link in any_link(), owner in 0..1_i64 << 52, below: bool) {
            let spot = if below { Spot::Below } else { Spot::Here };
            let code = link.encode(UserId::new(owner), spot);
            prop_assert!(code.len() <= MAX_CALLBACK, "{}", code);
            prop_assert!(code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'), "{}", code);
            prop_assert_eq!(Link::decode(&code), Some(Pressed { link, owner: UserId::new(owner), spot }));
            prop_assert_eq!(link.to_string().parse(), Ok(link));
        }

        #[test]
        fn forged_data_never_panics_and_means_at_most_what_it_says(code in "(2[a-zA-Z][a-zA-Z0-9])?[_0-9a-zA-Z+-]{0,70}") {
            if let Some(Pressed { link, owner, spot }) = Link::decode(&code) {
                prop_assert_eq!(Link::decode(&link.encode(owner, spot)), Some(Pressed { link, owner, spot }));
            }
        }
    }

    #[test]
    fn a_tag_is_its_number() {
        for letters in ["a0", "az", "bo", "zz"] {
            let tag = Tag::read(letters).unwrap();
            assert_eq!(Tag::of_number(tag.number()), Some(tag));
        }
        for number in [0, 359, 1296, -400, i64::MAX] {
            assert_eq!(Tag::of_number(number), None, "{number}");
        }
    }

    #[test]
    fn buttons_of_other_versions_are_none() {
        for code in ["1c_1_2_3_5eh", "3bo_1_1_1", "2bo", "2bo_1", "2BO_1_1", "2b_1_1", "2bo_1_1_1_1_1_1", ""] {
            assert_eq!(Link::decode(code), None, "{code}");
        }
    }
}
