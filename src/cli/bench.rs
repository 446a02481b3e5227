//! `sandbox --bench`: how fast this binary is between the simulators, and what it costs.
//!
//! Owns the order of the measurements, and the table. It measures the real bot as a child process, with its durability
//! on; BENCHMARKS.md says how to read the figures.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::ensure;

use self::drive::{Bench, Question, Run};
use crate::shutdown;

mod alerting;
mod calls;
mod differ;
mod drawing;
mod drive;
mod fairness;
mod previewing;
mod restoring;
mod rounds;
mod watching;

/// The delay of every API call while latency and rates are measured.
const API_TIME: Duration = Duration::from_millis(20);
/// Questions asked one at a time.
const SINGLE: u32 = 300;
/// Questions before the first one that is measured.
const WARM_UP: u32 = 50;
/// Questions under way at the same time in the closed loop.
const WINDOW: usize = 64;

struct Figures {
    start: Duration,
    idle_kb: Option<u64>,
    peak_kb: Option<u64>,
    single: Run,
    burst: Run,
    closed: Run,
    list_of_bots: Option<Duration>,
    warm_call: Option<Duration>,
    long_list: Duration,
    page_of_commands: (Duration, Duration),
    difference: Option<Duration>,
    fairness: Vec<fairness::Figures>,
    previewing: previewing::Figures,
    watching: watching::Figures,
    restoring: restoring::Figures,
    chart: drawing::Figures,
    alerting: alerting::Figures,
    slow: alerting::Slow,
    rounds: Vec<rounds::Figures>,
}

/// Measures, and prints the table. Fails when the bot does not start, or is silent for 20 s.
pub(super) async fn bench(people: u32) -> anyhow::Result<()> {
    let stop = shutdown::listen()?;
    let figures = stop.run_until_cancelled(measure(people)).await;
    ensure!(figures.is_some(), "interrupted");
    figures.transpose()?.map_or(Ok(()), |figures| Ok(print(&figures, people)?))
}

/// Makes a database with many watches, see [`alerting::database`], and prints how another measurement uses it.
pub(super) async fn watches_into(file: &Path) -> anyhow::Result<()> {
    alerting::database(file).await?;
    let (file, (name, calls)) = (file.display(), alerting::many_calls());
    writeln!(
        io::stdout(),
        "--db-template {file} --env BB_POCKET_KEY_FILE=$(realpath {file}.keys) --env {name}={calls} --bb-route /bots/=[] --bb-route \"/bots=$(cat {file}.bots)\""
    )?;
    Ok(())
}

/// Each person asks at most once in every part, so that the rate limit of nobody is reached.
async fn measure(people: u32) -> anyhow::Result<Figures> {
    let mut bench = Bench::start(people).await?;
    let start = bench.first_poll().await?;
    // "Idle" is the memory one second after the start.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let idle_kb = bench.memory("VmRSS:");
    bench.run((0..people).map(Question::key), WINDOW).await?;
    let list_of_bots = bench.list_of_bots().await?;
    let warm_call = bench.customer().warm_call().await?;
    bench.api_takes(API_TIME);
    let long_list = bench.customer().long_list().await?;
    let page_of_commands = bench.page_of_commands().await?;
    bench.ask(WARM_UP.min(people), 4).await?;
    let single = bench.ask(SINGLE.min(people), 1).await?;
    let burst = bench.ask(people, usize::MAX).await?;
    let closed = bench.ask(people, WINDOW).await?;
    let peak_kb = bench.memory("VmHWM:");
    drop(bench);
    let difference = tokio::task::spawn_blocking(differ::measure).await?;
    let fairness = fairness::measure().await?;
    let previewing = previewing::measure().await?;
    let watching = watching::measure(i64::from(watched(people))).await?;
    let restoring = restoring::measure().await?;
    let chart = tokio::task::spawn_blocking(drawing::measure).await?;
    let rounds = rounds::measure().await?;
    let alerting = alerting::measure(i64::from(watched(people))).await?;
    let slow = alerting::slow(i64::from(watched(people))).await?;
    Ok(Figures {
        start,
        idle_kb,
        peak_kb,
        single,
        burst,
        closed,
        list_of_bots,
        warm_call,
        long_list,
        page_of_commands,
        difference,
        fairness,
        previewing,
        watching,
        restoring,
        chart,
        alerting,
        slow,
        rounds,
    })
}

fn print(figures: &Figures, people: u32) -> io::Result<()> {
    let Figures { single, burst, closed, .. } = figures;
    let build = if cfg!(debug_assertions) { "debug build: these figures mean nothing" } else { "release build" };
    let version = env!("CARGO_PKG_VERSION");
    let each = |run: &Run, cpu: Option<Duration>| {
        let answers = u32::try_from(run.added.len().max(1)).unwrap_or(u32::MAX);
        cpu.map_or("unknown".to_owned(), |cpu| format!("{} µs", (cpu / answers).as_micros()))
    };
    let api = API_TIME.as_millis();
    let lines = [
        ("start to the first poll", ms(figures.start), "database and key file are made".to_owned()),
        ("idle memory", mb(figures.idle_kb), "a second later".to_owned()),
        ("latency added, p50", ms(single.percentile(50)), format!("{} questions, one at a time", single.added.len())),
        (
            "latency added, p99",
            ms(single.percentile(99)),
            "update handed out to answer received, less the API's time".to_owned(),
        ),
        ("burst", rate(burst), format!("{} people ask at once", burst.added.len())),
        ("closed loop", rate(closed), format!("{} questions, {WINDOW} under way", closed.added.len())),
        ("CPU per update", each(burst, burst.bot_cpu), "the bot's, in the burst; counted in steps of 10 ms".to_owned()),
        ("CPU of the simulators", each(burst, burst.own_cpu), "the same; they keep a journal of all".to_owned()),
        ("peak memory", mb(figures.peak_kb), String::new()),
        (
            "a list of bots",
            figures.list_of_bots.map_or("unknown".to_owned(), |cpu| format!("{} µs", cpu.as_micros())),
            format!("the bot's CPU for one /bots with {} bots, of {}", drive::MANY_BOTS, drive::READERS),
        ),
        (
            "one call of the API",
            figures.warm_call.map_or("unknown".to_owned(), |cpu| format!("{} µs", cpu.as_micros())),
            format!("our own CPU, of {} warm calls", calls::CALLS),
        ),
        ("a long list", ms(figures.long_list), format!("{} commands in pages of 50", calls::COMMANDS)),
        (
            "a page of commands, cold",
            ms(figures.page_of_commands.0),
            format!("/commands with {} of them: written to answered, the API's time included", calls::COMMANDS),
        ),
        (
            "a page of commands, warm",
            ms(figures.page_of_commands.1),
            format!("the same within a minute, of {}, less the API's time for the list of bots", drive::WARM_PAGES),
        ),
        (
            "a diff of two codes",
            figures.difference.map_or("unknown".to_owned(), ms),
            format!(
                "own CPU; 200 kB and {} lines each, one of {} differs; of {}",
                differ::LINES,
                differ::EVERY,
                differ::TIMES
            ),
        ),
    ];
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "bb-pocket {version}, {build}; {people} people with an account each; the API takes {api} ms a call\n"
    )?;
    for (name, figure, remark) in lines {
        writeln!(out, "{}", format!("{name:<24}{figure:>14}   {remark}").trim_end())?;
    }
    writeln!(out, "\nA bystander, from the message written to the answer received, of 200:\n")?;
    for fairness::Figures { name, run, peak_kb } in &figures.fairness {
        let (half, most) = (drive::percentile(&run.waited, 50), drive::percentile(&run.waited, 99));
        writeln!(out, "{name:<24}  p50 {:>10}  p99 {:>10}   peak memory {}", ms(half), ms(most), mb(*peak_kb))?;
    }
    print_previewing(&mut out, &figures.previewing)?;
    print_watching(&mut out, &figures.watching, watched(people))?;
    print_restoring(&mut out, &figures.restoring)?;
    print_alerting(&mut out, figures, watched(people))?;
    print_rounds(&mut out, figures)?;
    writeln!(out, "\n{WORTH}")
}

fn print_previewing(out: &mut impl io::Write, figures: &previewing::Figures) -> io::Result<()> {
    let previewing::Figures { cpu, peak_kb, alone, beside } = figures;
    let (rows, commands) = (previewing::ROWS, previewing::COMMANDS);
    writeln!(out, "\nA preview of a sheet of {rows} rows against {commands} commands, of {}:\n", previewing::PREVIEWS)?;
    writeln!(out, "processor time          {:>14}   its calls of the API included", perhaps(*cpu))?;
    writeln!(out, "asked to answered       {:>14}   the median", ms(drive::percentile(&alone.waited, 50)))?;
    writeln!(out, "peak memory             {:>14}", mb(*peak_kb))?;
    let (half, most) = (drive::percentile(&beside.waited, 50), drive::percentile(&beside.waited, 100));
    writeln!(out, "others meanwhile        {:>14}   the median; {} at most", ms(half), ms(most))
}

fn print_watching(out: &mut impl io::Write, figures: &watching::Figures, imports: u32) -> io::Result<()> {
    let watching::Figures { first, calls, cpu, later, memory_kb, told } = figures;
    writeln!(out, "\n{} people are to be told when one of {imports} imports ends:\n", imports * 10)?;
    let share = cpu.map_or("unknown".to_owned(), |cpu| format!("{:.1} %", cpu.as_secs_f64() * 100.0));
    writeln!(
        out,
        "the first look at all   {:>14}   of processor time, spread over a minute; {calls} calls of the API",
        perhaps(*first)
    )?;
    writeln!(out, "of one core after it    {share:>14}   while nothing ends; {later} calls in 10 s")?;
    writeln!(out, "memory                  {:>14}", mb(*memory_kb))?;
    writeln!(out, "a result is told after  {:>14}   of a fresh import", ms(*told))
}

fn print_restoring(out: &mut impl io::Write, figures: &restoring::Figures) -> io::Result<()> {
    let restoring::Figures { took, calls, memory } = figures;
    writeln!(out, "\n{} commands are restored into an empty bot, one after the other:\n", restoring::COMMANDS)?;
    writeln!(out, "calls of the API        {calls:>14}   from the press on")?;
    writeln!(out, "time                    {:>14}   the API answers at once", ms(*took))?;
    let (before, peak) = (mb(memory.before_the_file), mb(memory.peak));
    writeln!(out, "memory, it begins       {:>14}   {before} before the file of 5 MB came", mb(memory.when_it_begins))?;
    writeln!(out, "memory, it ends         {:>14}   {peak} at most, while the file was read", mb(memory.at_its_end))
}

fn print_alerting(out: &mut impl io::Write, figures: &Figures, accounts: u32) -> io::Result<()> {
    let alerting::Figures { first, calls, cpu, later, memory_kb } = &figures.alerting;
    let watches = i64::from(accounts) * alerting::EACH;
    writeln!(out, "\n{watches} watches of the bots and the iterations of {accounts} accounts:\n")?;
    let share = cpu.map_or("unknown".to_owned(), |cpu| format!("{:.1} %", cpu.as_secs_f64() * 100.0));
    writeln!(
        out,
        "a look at all           {:>14}   of processor time, spread over a minute; {calls} calls of the API",
        perhaps(*first)
    )?;
    let quiet = alerting::QUIET.as_secs();
    writeln!(out, "of one core after it    {share:>14}   until the next; {later} calls in {quiet} s")?;
    writeln!(out, "memory                  {:>14}", mb(*memory_kb))?;
    let alerting::Slow { looks, late, without, beside } = &figures.slow;
    writeln!(out, "\nThe same where a call of the API takes {} s:\n", alerting::SLOW.as_secs())?;
    writeln!(
        out,
        "late looks              {late:>14}   by more than {} s, of {looks}; counted in /metrics",
        alerting::LATE
    )?;
    for (name, run) in [("others, nothing watched", without), ("others, beside them", beside)] {
        let (half, most) = (ms(run.percentile(50)), ms(run.percentile(99)));
        writeln!(out, "{name:<24}{half:>14}   the median added to the API's time; p99 {most}")?;
    }
    Ok(())
}

fn print_rounds(out: &mut impl io::Write, figures: &Figures) -> io::Result<()> {
    let (due, at_once) = (rounds::DUE, rounds::AT_ONCE);
    writeln!(out, "\nA round of {at_once} looks without their calls, of {due} that are due:\n")?;
    for rounds::Figures { watches, round, longest } in &figures.rounds {
        writeln!(out, "among {watches:<18}{:>14}   on average; {} at most", ms(*round), ms(*longest))?;
    }
    let drawing::Figures { cpu, longest, bytes } = &figures.chart;
    writeln!(out, "\nA chart of two weeks, of {} with two panels of {} hours:\n", drawing::TIMES, drawing::HOURS)?;
    writeln!(out, "processor time          {:>14}   {} at most; {bytes} bytes, no font", perhaps(*cpu), ms(*longest))
}

fn perhaps(time: Option<Duration>) -> String {
    time.map_or("unknown".to_owned(), ms)
}

/// The imports that are watched, by ten people each.
fn watched(people: u32) -> u32 {
    (people / 5).max(1)
}

const WORTH: &str = "\
Included: real HTTP over loopback both ways, every update sealed and stored before it is acknowledged, the key
opened for each call, the answer drawn and delivered. Not included: TLS, networks, Telegram's own limits.
The simulators run on this machine beside the bot: where their CPU per update is above the bot's, the rates are
theirs and the bot could do more.";

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

fn rate(run: &Run) -> String {
    let seconds = run.span.as_secs_f64();
    let answers = u32::try_from(run.added.len()).unwrap_or(u32::MAX);
    if seconds > 0.0 { format!("{:.0} a second", f64::from(answers) / seconds) } else { "unknown".to_owned() }
}

/// Megabytes with one decimal; "unknown" for `None`, as on systems without `/proc`.
fn mb(kilobytes: Option<u64>) -> String {
    let tenths = kilobytes.map(|kilobytes| kilobytes * 10 / 1024);
    tenths.map_or("unknown".to_owned(), |tenths| format!("{}.{} MB", tenths / 10, tenths % 10))
}
