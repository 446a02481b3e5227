//! What the process takes of its machine, under the names that every exporter uses: memory, CPU, files, threads.
//!
//! Owns the reading of `/proc/self` (proc(5)), at each request of the page. What cannot be read is absent from it.

use std::fmt;
use std::time::SystemTime;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;

/// Clock ticks a second in `/proc/self/stat`: Linux shows 100 to programs, whatever it uses itself.
const TICKS: f64 = 100.0;

/// The figures of this process.
#[derive(Debug)]
pub(super) struct Process {
    /// When it began, seconds since 1970.
    began: f64,
}

impl Default for Process {
    fn default() -> Self {
        let began = SystemTime::UNIX_EPOCH.elapsed().map_or(0.0, |since| since.as_secs_f64());
        Self { began }
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let seconds = Some(&Unit::Seconds);
        let bytes = Some(&Unit::Bytes);
        let in_bytes = |name| status(name).map(|kilobytes| kilobytes * 1024.0);
        for (name, help, unit, value) in [
            ("process_start_time", "When it began, since 1970", seconds, Some(self.began)),
            ("process_resident_memory", "Memory in use", bytes, in_bytes("VmRSS:")),
            ("process_virtual_memory", "Addresses in use", bytes, in_bytes("VmSize:")),
            ("process_threads", "Threads", None, status("Threads:")),
            ("process_open_fds", "Open files", None, open_files()),
            ("process_max_fds", "Files that may be open", None, most_files()),
        ] {
            if let Some(value) = value {
                let metric = encoder.encode_descriptor(name, help, unit, MetricType::Gauge)?;
                ConstGauge::new(value).encode(metric)?;
            }
        }
        if let Some(value) = cpu() {
            let metric =
                encoder.encode_descriptor("process_cpu", "Time on the processor", seconds, MetricType::Counter)?;
            ConstCounter::new(value).encode(metric)?;
        }
        Ok(())
    }
}

/// A number of `/proc/self/status`; those of memory are in kB.
fn status(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let rest = status.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

fn open_files() -> Option<f64> {
    // The folder itself is open while it is read.
    let files = std::fs::read_dir("/proc/self/fd").ok()?.count().saturating_sub(1);
    u32::try_from(files).ok().map(f64::from)
}

fn most_files() -> Option<f64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let rest = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    rest.split_whitespace().next()?.parse().ok()
}

/// Seconds in the program and in the system on its behalf: fields 14 and 15 of `/proc/self/stat`.
fn cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may hold anything; nothing behind it is in brackets.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let ticks = fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?;
    Some(ticks / TICKS)
}
