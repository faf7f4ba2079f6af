//! Threads that live as long as the bench, so that what a peer keeps per
//! thread is made once, as in a server.

use std::{
    fs::File,
    io::{Read as _, Seek as _},
    sync::{Arc, Barrier, mpsc},
    thread,
    time::{Duration, Instant},
};

use crate::contender::Contender;

/// A slice lasts milliseconds; a contender that takes this long is stuck.
const PATIENCE: Duration = Duration::from_secs(30);

/// One loop to run: which contender, how many calls, and the starting line.
struct Job {
    contender: &'static Contender,
    calls: u64,
    start: Arc<Barrier>,
}

/// The bench's threads.
pub(crate) struct Workers {
    jobs: Vec<mpsc::Sender<Job>>,
    seconds: mpsc::Receiver<f64>,
}

impl Workers {
    pub(crate) fn start(threads: usize) -> Self {
        let (report, seconds) = mpsc::channel();
        let jobs = (0..threads).map(|_| spawn(report.clone())).collect();
        Self { jobs, seconds }
    }

    /// Nanoseconds per call with `threads` threads calling at once: the time
    /// until the last of them is through, over the calls of one. Panics when
    /// the contender panicked or hangs.
    pub(crate) fn measure(&self, contender: &'static Contender, threads: usize, calls: u64) -> f64 {
        contender.prepare();
        let start = Arc::new(Barrier::new(threads));
        for jobs in &self.jobs[..threads] {
            let job = Job { contender, calls, start: Arc::clone(&start) };
            jobs.send(job).expect("a worker lives as long as its sender");
        }
        let mut slowest: f64 = 0.0;
        for _ in 0..threads {
            let seconds = self.seconds.recv_timeout(PATIENCE).unwrap_or_else(|_| {
                panic!("{} panicked or hangs with {threads} threads", contender.name())
            });
            slowest = slowest.max(seconds);
        }
        contender.settle();
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 calls")]
        let calls = calls as f64;
        slowest * 1e9 / calls
    }
}

fn spawn(report: mpsc::Sender<f64>) -> mpsc::Sender<Job> {
    let (jobs, inbox) = mpsc::channel::<Job>();
    thread::spawn(move || {
        let mut delays = Delays::of_this_thread();
        for job in inbox {
            job.start.wait();
            let seconds = delays.timed(|| job.contender.run(job.calls));
            // The receiver goes first only when the bench is over.
            let _ = report.send(seconds);
        }
    });
    jobs
}

/// How long a thread waits for a processor: its `schedstat`, where the kernel keeps it.
struct Delays(Option<File>);

impl Delays {
    fn of_this_thread() -> Self {
        Self(File::open("/proc/thread-self/schedstat").ok())
    }

    /// Seconds that the work took, without those in which this thread was ready
    /// but another process had the processor. Both are taken of the same time: of a delay
    /// that was before or after it, less than nothing could be left.
    fn timed(&mut self, work: impl FnOnce()) -> f64 {
        let begin = Instant::now();
        let delayed = self.ns();
        work();
        let delayed = self.ns() - delayed;
        begin.elapsed().as_secs_f64() - delayed * 1e-9
    }

    /// So far: the second number.
    fn ns(&mut self) -> f64 {
        let mut text = String::new();
        if let Some(file) = &mut self.0 {
            // What cannot be read is as if the kernel did not keep it.
            drop(file.rewind().and_then(|()| file.read_to_string(&mut text)));
        }
        text.split(' ').nth(1).and_then(|ns| ns.parse().ok()).unwrap_or(0.0)
    }
}
