//! How a command was before each save, and the way back: a version becomes a draft, and is compared and saved like one.
//!
//! The folder stays as it is: a version's may be gone, and moving a command is no change of it.

use chrono::{DateTime, Utc};

use super::compare::{Compare, differences, file_name};
use super::{Body, Work, names, of, sealed_form};
use crate::api::CommandFields;
use crate::frame::{Act, Ask, Button, FileKind, Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, CommandId, VersionId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// Buttons in a row.
const IN_A_ROW: usize = 5;

/// The former versions of a command, newest first.
#[derive(Clone, Copy)]
pub struct Versions;
impl Named for Versions {
    const TAG: Tag = tag(b"vs");
    type At = (BotId, CommandId);
}
impl Place for Versions {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        let work = Work::read(visit, at).await?;
        let text = visit.text();
        let name = work.name(visit);
        let versions = visit.store().versions(work.of).await?;
        if versions.is_empty() {
            return Ok(View::new(html!(text, "versions-none", name = name)));
        }
        let mut lines = vec![html!(text, "versions-title", name = name)];
        for (place, version) in (1_i64..).zip(&versions) {
            let kilobytes = text.number(version.size.div_euclid(1_000).max(1));
            lines.push(html!(
                text,
                "versions-line",
                place = place,
                when = when(visit, version.saved_at),
                size = kilobytes
            ));
        }
        lines.push(html!(text, "versions-kept"));
        let (bot, command) = at;
        let button = |(place, id): &(i64, VersionId)| Button::to(place.to_string(), Version, (bot, command, *id));
        let numbered: Vec<(i64, VersionId)> = (1_i64..).zip(versions.iter().map(|version| version.id)).collect();
        let rows = numbered.chunks(IN_A_ROW);
        Ok(rows.fold(View::new(Html::lines(lines)), |view, row| view.row(row.iter().map(button))))
    }
}

pub(super) fn when(visit: &Visit<'_>, at: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(at).map(|at| visit.text().short_time(at, visit.now())).unwrap_or_default()
}

/// The fields of a version and when it was replaced; a version that is no longer kept leads to the list.
async fn read(
    visit: &Visit<'_>,
    (bot, command, version): (BotId, CommandId, VersionId),
) -> Result<(CommandFields, String), Trouble> {
    let stored = visit.store().version(of(visit, (bot, command)), version).await?;
    let read = stored.and_then(|(body, at)| Some((serde_json::from_slice(&body).ok()?, when(visit, at))));
    read.ok_or_else(|| visit.elsewhere(Versions, (bot, command)))
}

/// A command as it is now, and what restoring a version would change of it; when the version was replaced.
pub(super) async fn against_now(
    visit: &Visit<'_>,
    at: (BotId, CommandId, VersionId),
) -> Result<(Work, CommandFields, String), Trouble> {
    let (fields, when) = read(visit, at).await?;
    let work = Work::read(visit, (at.0, at.1)).await?;
    let changes = fields.changed_from(work.now.fields());
    Ok((work, changes, when))
}

/// What restoring a version would change.
pub struct Version;
impl Named for Version {
    const TAG: Tag = tag(b"vv");
    type At = (BotId, CommandId, VersionId);
}
impl Place for Version {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        let (work, changes, when) = against_now(visit, at).await?;
        let text = visit.text();
        let same = if changes.all().next().is_none() { "yes" } else { "no" };
        let title = html!(text, "version-title", name = work.name(visit), when = when, same = same);
        if same == "yes" {
            return Ok(View::new(title));
        }
        let told = differences(visit, work.now.fields(), &changes).told(visit);
        let restore = Button::to(plain!(text, "button-restore"), Restore, at);
        let file = Button::below(plain!(text, "button-changes-file"), VersionFile, at);
        Ok(View::new(Html::lines([title, told])).row([restore, file]))
    }
}

/// The same as a file.
pub struct VersionFile;
impl Named for VersionFile {
    const TAG: Tag = tag(b"vf");
    type At = (BotId, CommandId, VersionId);
}
impl Place for VersionFile {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        let (work, changes, _) = against_now(visit, at).await?;
        let name = work.name(visit);
        let caption = html!(visit.text(), "edit-file", name = &name, kind = "changes");
        let bytes = differences(visit, work.now.fields(), &changes).file(visit);
        if bytes.is_empty() {
            return Err(visit.elsewhere(Version, at));
        }
        Ok(View::new(caption).file(file_name(&name, "changes"), bytes, FileKind::Document))
    }
}

/// Makes a version the draft. Nothing is saved yet.
pub struct Restore;
impl Named for Restore {
    const TAG: Tag = tag(b"vr");
    type At = (BotId, CommandId, VersionId);
}
impl Act for Restore {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (bot, command, _): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let work = Work::read(visit, (bot, command)).await?;
        let changes = work.changes();
        if changes.all().next().is_none() {
            return Ok(None);
        }
        let text = visit.text();
        Ok(Some(Ask {
            text: html!(text, "version-restore-ask", name = work.name(visit), fields = names(visit, &changes)),
            yes: plain!(text, "button-replace-draft"),
            no: plain!(text, "button-keep-draft"),
        }))
    }

    async fn send(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let (work, changes, _) = against_now(visit, at).await?;
        if changes.all().next().is_none() {
            return Err(visit.elsewhere(Version, at));
        }
        let body = Body { fields: changes, ..Body::begun(work.now.fields()) };
        visit.store().keep_draft(work.of, work.now.fields().mark(), &sealed_form(&body)).await?;
        Ok(None)
    }

    fn after((bot, command, _): Self::At, _: ActId) -> Link {
        to(Compare, (bot, command))
    }
}
