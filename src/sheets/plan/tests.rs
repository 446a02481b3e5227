use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn plan(file: &str, present: &[PresentCommand<'_>]) -> Plan {
    Plan::of(&Sheet::read(file.as_bytes()), present).unwrap()
}

fn price() -> PresentCommand<'static> {
    PresentCommand {
        name: "/price",
        answer: "Ask us",
        aliases: vec!["cost", "prices"],
        code: "Bot.inspect()",
        need_reply: true,
        auto_retry: Some(60),
        made_by_csv: Some(true),
        ..PresentCommand::default()
    }
}

fn columns(columns: Columns) -> Vec<&'static str> {
    columns.iter().map(Column::name).collect()
}

#[test]
fn an_owner_sees_what_is_new_overwritten_lost_and_removed() {
    let old = PresentCommand { name: "/old", made_by_csv: Some(true), ..PresentCommand::default() };
    let own = PresentCommand { name: "/own", made_by_csv: Some(false), ..PresentCommand::default() };
    let unknown = PresentCommand { name: "/unknown", ..PresentCommand::default() };
    let plan = plan("command,answer\n/new,Hi\n/price,\n,lost\n", &[old, price(), own, unknown]);
    assert_eq!(plan.created, [Created { name: "/new".into(), line: 2 }]);
    let removed: Vec<_> = plan.removed.iter().map(|command| (command.name.as_str(), command.certain)).collect();
    assert_eq!(removed, [("/old", true), ("/unknown", false)]);
    let lost = ["answer", "aliases", "need_reply", "scenarios", "auto_retry"];
    assert_eq!(columns(plan.overwritten[0].lost), lost);
    assert_eq!(columns(plan.overwritten[0].changed), lost);
    assert_eq!((plan.losing(Column::Answer).count(), plan.losing(Column::Help).count(), plan.skipped), (1, 0, 1));
    assert!(!plan.changes_nothing());
}

#[test]
fn a_sheet_of_what_is_there_changes_nothing() {
    let same = "command,answer,aliases,need_reply,scenarios,auto_retry\n/price,Ask us,\"Prices, COST\",true,Bot.inspect(),60\n";
    let seen = plan(same, &[price()]);
    assert!(seen.changes_nothing() && seen.unchanged() == 1, "{seen:?}");
    let capitals = plan(&same.replace("true", "TRUE"), &[price()]);
    assert_eq!(columns(capitals.overwritten[0].changed), ["need_reply"]);
    let mode = plan("command,runtime_mode\n/a,fast\n", &[PresentCommand { name: "/a", ..PresentCommand::default() }]);
    assert_eq!(columns(mode.overwritten[0].changed), ["runtime_mode"]);
}

#[test]
fn names_are_case_sensitive_and_the_last_of_a_name_counts() {
    let plan = plan("command,answer\n/Price,a\n/price,b\n/price,Ask us\n", &[price()]);
    assert_eq!(plan.created, [Created { name: "/Price".into(), line: 2 }]);
    assert_eq!(plan.overwritten.iter().map(|command| command.line).collect::<Vec<_>>(), [4]);
}

#[test]
fn a_sheet_that_fails_has_no_plan_and_an_empty_one_removes_everything() {
    assert_eq!(Plan::of(&Sheet::read(b"Command\n/price\n"), &[price()]), None);
    assert_eq!(Plan::of(&Sheet::read(b"command;answer\n/price;x\n"), &[price()]), None);
    assert_eq!(plan("command,answer\n", &[price()]).removed.len(), 1);
}

/// A bot as a model: answer, code, and whether an import made the command.
type Bot = BTreeMap<String, (String, String, bool)>;

/// The contract's semantics, applied.
fn import(bot: &Bot, rows: &[(String, String, String)]) -> Bot {
    let mut after = bot.clone();
    after.retain(|name, (_, _, by_csv)| !*by_csv || rows.iter().any(|(row, _, _)| row == name));
    for (name, answer, code) in rows.iter().filter(|(name, _, _)| !name.is_empty()) {
        let by_csv = bot.get(name).is_none_or(|(_, _, by_csv)| *by_csv);
        after.insert(name.clone(), (answer.clone(), code.clone(), by_csv));
    }
    after
}

proptest! {
    #[test]
    fn the_plan_is_what_the_import_does(
        bot in prop::collection::btree_map("/[a-d]", ("[xy]?", "[xy]?", any::<bool>()), 0..5),
        rows in prop::collection::vec(("(/[a-f])?", "[xy]?", "[xy]?"), 0..8),
    ) {
        let file = crate::sheets::export(
            &["command", "answer", "scenarios"],
            rows.iter().map(|(name, answer, code)| [name.as_str(), answer, code]),
        );
        let present: Vec<_> = bot.iter().map(|(name, (answer, code, by_csv))| PresentCommand {
            name, answer, code, made_by_csv: Some(*by_csv), ..PresentCommand::default()
        }).collect();
        let plan = Plan::of(&Sheet::read(&file), &present).unwrap();
        let after = import(&bot, &rows);

        let names = |names: Vec<&String>| names.into_iter().cloned().collect::<BTreeSet<_>>();
        let created: BTreeSet<_> = plan.created.iter().map(|command| command.name.clone()).collect();
        prop_assert_eq!(created, names(after.keys().filter(|name| !bot.contains_key(*name)).collect()));
        let removed: BTreeSet<_> = plan.removed.iter().map(|command| command.name.clone()).collect();
        prop_assert_eq!(removed, names(bot.keys().filter(|name| !after.contains_key(*name)).collect()));
        prop_assert!(plan.removed.iter().all(|command| command.certain));
        for command in &plan.overwritten {
            let ((answer, code, _), (new_answer, new_code, _)) = (&bot[&command.name], &after[&command.name]);
            prop_assert_eq!(command.changed.contains(Column::Answer), answer != new_answer);
            prop_assert_eq!(command.changed.contains(Column::Scenarios), code != new_code);
            prop_assert_eq!(command.lost.contains(Column::Answer), !answer.is_empty() && new_answer.is_empty());
            prop_assert_eq!(command.lost.contains(Column::Scenarios), !code.is_empty() && new_code.is_empty());
        }
        let written: BTreeSet<_> = plan.overwritten.iter().map(|command| command.name.clone()).collect();
        prop_assert_eq!(written, names(bot.keys().filter(|name| rows.iter().any(|(row, _, _)| row == *name)).collect()));
        prop_assert_eq!(plan.changes_nothing(), after == bot);
    }
}
