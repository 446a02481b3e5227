//! The table: all that can be seen and done, by tag, by command and by what is pasted.
//!
//! Owns the looking up, and the proof that no two rows share a tag. The rows themselves come from above.

use super::row::{Command, Row};
use crate::ids::{GatherId, TeamId};
use crate::link::{Link, Tag};

/// All that can be seen and done.
pub struct Table {
    rows: &'static [Row],
    /// The first place of somebody with an account.
    pub home: Link,
    /// The first place of a stranger.
    pub welcome: Link,
    /// The accounts of a person.
    pub accounts: Link,
    /// The prompt for an API key.
    pub key: Link,
    /// The ways to an account without its key; the key itself where there are none.
    pub door: Link,
    /// Where words lead that nothing else takes.
    pub words: Link,
    /// The place of a message about several notices.
    gathered: Tag,
    /// The act that tells a group, and the place of one that cannot be told any more.
    teams: (Tag, Tag),
}

impl Table {
    /// A table.
    ///
    /// # Panics
    /// At compile time, where it is used as a constant: when two rows have one tag.
    pub const fn new(rows: &'static [Row], home: Tag, welcome: Tag, accounts: Tag, key: Tag, words: Tag) -> Self {
        unique(rows);
        let gathered = home;
        let (home, welcome, accounts) = (Link::bare(home), Link::bare(welcome), Link::bare(accounts));
        let key = Link::bare(key);
        Self {
            rows,
            home,
            welcome,
            accounts,
            key,
            door: key,
            words: Link::bare(words),
            gathered,
            teams: (gathered, gathered),
        }
    }

    /// The same table, where an account can be connected without its key at hand.
    #[must_use]
    pub const fn door(self, door: Tag) -> Self {
        Self { door: Link::bare(door), ..self }
    }

    /// The same table, with the place that tells several notices in one message.
    #[must_use]
    pub const fn gathered(self, gathered: Tag) -> Self {
        Self { gathered, ..self }
    }

    /// The same table, with the act that tells a group, and the place of one that cannot be told any more.
    #[must_use]
    pub const fn teams(self, offer: Tag, lost: Tag) -> Self {
        Self { teams: (offer, lost), ..self }
    }

    /// What asks whether a group is to be told.
    pub fn offering(&self, id: TeamId) -> Link {
        Link::with(self.teams.0, 1, [id.get(), 0, 0])
    }

    /// What says that a group cannot be told any more.
    pub fn lost(&self, id: TeamId) -> Link {
        Link::with(self.teams.1, 1, [id.get(), 0, 0])
    }

    /// What tells several notices in one message.
    pub fn gathering(&self, id: GatherId) -> Link {
        Link::with(self.gathered, 1, [id.get(), 0, 0])
    }

    /// The rows, in the table's order.
    pub fn rows(&self) -> &'static [Row] {
        self.rows
    }

    /// The row of a link.
    pub fn row(&self, link: &Link) -> Option<&'static Row> {
        self.rows.iter().find(|row| row.tag == link.tag())
    }

    /// The row of a command that everybody has: by its name or one that people type for it, with or without the slash, in
    /// any case.
    pub fn command(&self, name: &str) -> Option<(&'static Row, &'static Command)> {
        self.command_of(name, false)
    }

    /// The same, with those of the operators where `staff` is true.
    pub fn command_of(&self, name: &str, staff: bool) -> Option<(&'static Row, &'static Command)> {
        let name = name.trim();
        let name = name.strip_prefix('/').unwrap_or(name).to_lowercase();
        let named = |row: &'static Row| row.command.map(|command| (row, command));
        let known = self.rows.iter().filter(|row| staff || !row.staff);
        known.filter_map(named).find(|(_, command)| command.name == name || command.others.contains(&&*name))
    }

    /// The link of words that need no question.
    pub fn pasted(&self, words: &str) -> Option<Link> {
        self.rows.iter().find_map(|row| row.pasted.and_then(|read| read(words)))
    }

    /// Where Back leads from a link.
    pub fn up(&self, link: &Link) -> Link {
        let up = self.row(link).and_then(|row| (row.up)(link));
        match (up, link.account()) {
            (Some(up), Some(account)) => up.of(account),
            (Some(up), None) => up,
            (None, _) => self.home,
        }
    }
}

#[expect(clippy::indexing_slicing, reason = "bounded by the loop; evaluated at compile time only")]
const fn unique(rows: &[Row]) {
    let mut one = 0;
    while one < rows.len() {
        let mut other = one + 1;
        while other < rows.len() {
            assert!(!rows[one].tag.is(rows[other].tag), "two rows with one tag");
            other += 1;
        }
        one += 1;
    }
}
