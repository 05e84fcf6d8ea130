//! All cores at once, in input order: the only page of a run that is parallel.

use anyhow::Context;
use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};

/// The threads of a run.
#[derive(Debug)]
pub(super) struct Cores(ThreadPool);

impl Cores {
    /// So many threads; `None` = as many as there are cores.
    pub(super) fn new(threads: Option<usize>) -> anyhow::Result<Self> {
        let pool = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
        pool.map(Self).context("启动线程失败，请用 --threads 1 再试")
    }

    /// What `work` makes of each, in their order.
    pub(super) fn each<I: Send, T: Send>(
        &self,
        items: Vec<I>,
        work: impl Fn(I) -> T + Send + Sync,
    ) -> Vec<T> {
        self.0.install(|| items.into_par_iter().map(work).collect())
    }
}
