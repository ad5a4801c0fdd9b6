//! What waits, and who does it next.
//!
//! The order: priority first, then age. Within a priority a worker takes work on documents that it holds open, then work
//! that nobody holds, and only then work of a neighbour, when that neighbour is busy. Jobs that are known to be heavy, from
//! an earlier run of the same page, occupy all workers but one, so that a light page never waits behind maps alone. Files
//! that nobody has tried yet get only what heavy pages leave of that, so that no reader waits for a file that means harm.
//! While somebody waits for a page that is being drawn, what nobody waits for leaves one worker idle: the page that is
//! looked at comes sooner, and the next look finds somebody free. Otherwise all workers draw.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::binder::Sink;
use super::quarantine::Quarantine;
use super::{Document, Priority};
use crate::RenderError;
use crate::wire::{Job, Reply};

/// A job that keeps a processor busy for longer is heavy: nobody waits for it gladly, and a scan takes less.
const HEAVY: Duration = Duration::from_millis(250);
/// Heavy pages that are remembered; beyond that all are forgotten, which costs order and nothing else.
const REMEMBERED: usize = 10_000;

pub(super) type Hash = [u8; 32];
pub(super) type Outcome = Result<(Reply, Vec<u8>), RenderError>;

/// A job that waits for a worker, with the place where its answer goes.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) document: Document,
    pub(super) job: Job,
    pub(super) priority: Priority,
    /// Where bytes go that come ahead of the answer.
    pub(super) sink: Option<Arc<Sink>>,
    pub(super) answer: oneshot::Sender<Outcome>,
}

impl Ticket {
    fn hash(&self) -> Hash {
        self.document.hash()
    }
}

/// A job that a worker is to do now.
#[derive(Debug)]
pub(super) struct Assignment {
    pub(super) ticket: Ticket,
    /// The place of the document in the worker.
    pub(super) slot: usize,
    /// The worker does not hold the document yet.
    pub(super) opens: bool,
}

#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    waiting: VecDeque<Ticket>,
    workers: Vec<Worker>,
    heavy_pages: HashSet<(Hash, Option<u32>)>,
    quarantine: Quarantine,
    slots: usize,
    is_closed: bool,
}

/// What the pool knows of one worker.
#[derive(Debug, Default)]
struct Worker {
    /// What it is busy with.
    busy: Option<Busy>,
    /// The documents that it holds, most recently used first, with their slots.
    holds: VecDeque<(Hash, usize)>,
}

/// A job that runs.
#[derive(Debug, Clone, Copy)]
struct Busy {
    since: Instant,
    /// Known to be heavy when it began.
    is_heavy: bool,
    /// On a document that nobody has tried yet.
    is_untried: bool,
    /// Somebody waits for it.
    is_visible: bool,
}

impl Queue {
    /// For `workers` workers that hold `slots` documents open each.
    pub(super) fn new(workers: usize, slots: usize) -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                workers: std::iter::repeat_with(Worker::default)
                    .take(workers)
                    .collect(),
                heavy_pages: HashSet::new(),
                quarantine: Quarantine::default(),
                slots,
                is_closed: false,
            }),
            changed: Condvar::new(),
        }
    }

    /// Puts a job in line.
    pub(super) fn push(&self, ticket: Ticket) -> Result<(), RenderError> {
        let mut state = self.lock();
        if state.is_closed {
            return Err(RenderError::Closed);
        }
        if state
            .quarantine
            .holds(&ticket.hash(), ticket.job.page(), Instant::now())
        {
            return Err(RenderError::Quarantined);
        }
        state.waiting.push_back(ticket);
        drop(state);
        self.changed.notify_all();
        Ok(())
    }

    /// Makes jobs that wait more urgent: those on this content that `is_meant` names.
    pub(super) fn raise(&self, hash: &Hash, priority: Priority, is_meant: impl Fn(&Job) -> bool) {
        let mut state = self.lock();
        for ticket in &mut state.waiting {
            if ticket.hash() == *hash && is_meant(&ticket.job) {
                ticket.priority = ticket.priority.min(priority);
            }
        }
    }

    /// Waits for the next job of a worker; `None` when the pool closes.
    pub(super) fn next(&self, worker: usize) -> Option<Assignment> {
        let mut state = self.lock();
        loop {
            if state.is_closed {
                return None;
            }
            if let Some(assignment) = state.assign(worker, Instant::now()) {
                return Some(assignment);
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The worker answered, after `took` on a processor. `keeps` says whether the document is open in it now.
    pub(super) fn finished(
        &self,
        worker: usize,
        document: &Document,
        job: &Job,
        keeps: bool,
        took: Duration,
    ) {
        let mut state = self.lock();
        let hash = document.hash();
        if state.workers[worker].busy.take().is_some() {
            let page = (hash, job.page());
            if took > HEAVY {
                state.remember_heavy(page);
            } else if matches!(job, Job::Raster { .. }) {
                // Only a whole raster shows that a page is light after all; its text or a tile says little.
                state.heavy_pages.remove(&page);
            }
        }
        if !keeps {
            state.workers[worker]
                .holds
                .retain(|(held, _)| *held != hash);
        }
        drop(state);
        self.changed.notify_all();
    }

    /// The worker is gone, and a new one holds nothing. `guilty` is the content and the page that it worked on, if it died
    /// of that.
    pub(super) fn lost(&self, worker: usize, guilty: Option<(Hash, Option<u32>)>) {
        let mut state = self.lock();
        state.workers[worker] = Worker::default();
        if let Some((hash, page)) = guilty {
            state.remember_heavy((hash, page));
            let now = Instant::now();
            state.quarantine.strike(hash, page, now);
            if state.quarantine.holds(&hash, page, now) {
                tracing::warn!(document = %short(&hash), ?page, "a page stopped two workers and is in quarantine");
                let (refused, waiting): (VecDeque<Ticket>, _) = std::mem::take(&mut state.waiting)
                    .into_iter()
                    .partition(|ticket| {
                        let page = ticket.job.page();
                        ticket.hash() == hash && state.quarantine.holds(&hash, page, now)
                    });
                state.waiting = waiting;
                for ticket in refused {
                    // Nobody listens to a cancelled job.
                    let _ = ticket.answer.send(Err(RenderError::Quarantined));
                }
            }
        }
        drop(state);
        self.changed.notify_all();
    }

    /// The worker was replaced before its job began: the new one will hold that job's document and nothing else.
    pub(super) fn restarted(&self, worker: usize, document: &Document, slot: usize) {
        self.lock().workers[worker].holds = [(document.hash(), slot)].into();
    }

    /// Ends all waiting; jobs in line are answered with [`RenderError::Closed`].
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        state.waiting.clear();
        drop(state);
        self.changed.notify_all();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    pub(super) fn is_quarantined(&self, hash: &Hash, page: Option<u32>) -> bool {
        self.lock().quarantine.holds(hash, page, Instant::now())
    }

    pub(super) fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    /// The state is whole after every step, so a panic elsewhere under the lock does not spoil it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Chooses the worker's next job, takes it out of the line and notes it.
    fn assign(&mut self, worker: usize, now: Instant) -> Option<Assignment> {
        self.waiting.retain(|ticket| !ticket.answer.is_closed());
        let place = self.choose(worker, now)?;
        let ticket = self.waiting.remove(place)?;
        let hash = ticket.hash();
        let busy = Busy {
            since: now,
            is_heavy: self.is_heavy(&ticket),
            is_untried: ticket.document.is_untried,
            is_visible: ticket.priority == Priority::Visible,
        };
        let slots = self.slots;
        let worker = &mut self.workers[worker];
        worker.busy = Some(busy);
        let held = worker.holds.iter().position(|(held, _)| *held == hash);
        let (slot, opens) = match held.and_then(|place| worker.holds.remove(place)) {
            Some((_, slot)) => (slot, false),
            None if worker.holds.len() < slots => {
                // The lowest slot that no document has: after a document was refused its slot is free again.
                let free =
                    (0..slots).find(|slot| worker.holds.iter().all(|(_, used)| used != slot));
                (free.unwrap_or(0), true)
            }
            None => (worker.holds.pop_back().map_or(0, |(_, slot)| slot), true),
        };
        worker.holds.push_front((hash, slot));
        Some(Assignment {
            ticket,
            slot,
            opens,
        })
    }

    fn choose(&self, worker: usize, now: Instant) -> Option<usize> {
        let busy = || self.workers.iter().filter_map(|worker| worker.busy);
        let untried = busy().filter(|busy| busy.is_untried).count();
        let heavy = busy()
            .filter(|busy| !busy.is_untried)
            .filter(|busy| busy.is_heavy || now.duration_since(busy.since) > HEAVY)
            .count();
        let all_but_one = (self.workers.len() - 1).max(1);
        let (admits_heavy, admits_untried) = (heavy < all_but_one, heavy + untried < all_but_one);
        let neighbours = || {
            let others = self.workers.iter().enumerate();
            others
                .filter(|(other, _)| *other != worker)
                .filter_map(|(_, other)| other.busy)
        };
        let admits_unseen =
            neighbours().count() < all_but_one || !neighbours().any(|running| running.is_visible);
        self.waiting
            .iter()
            .enumerate()
            .filter(|(_, ticket)| match ticket.document.is_untried {
                true => admits_untried,
                false => admits_heavy || !self.is_heavy(ticket),
            })
            .filter(|(_, ticket)| ticket.priority == Priority::Visible || admits_unseen)
            .filter_map(|(place, ticket)| {
                let distance = self.distance(worker, &ticket.hash())?;
                Some((ticket.priority, distance, place))
            })
            .min()
            .map(|(.., place)| place)
    }

    fn is_heavy(&self, ticket: &Ticket) -> bool {
        self.heavy_pages
            .contains(&(ticket.hash(), ticket.job.page()))
    }

    fn remember_heavy(&mut self, page: (Hash, Option<u32>)) {
        if self.heavy_pages.len() >= REMEMBERED {
            self.heavy_pages.clear();
        }
        self.heavy_pages.insert(page);
    }

    /// 0: the worker holds the document; 1: nobody does; 2: only busy neighbours do; none: an idle neighbour does.
    fn distance(&self, worker: usize, hash: &Hash) -> Option<u8> {
        let holds = |worker: &Worker| worker.holds.iter().any(|(held, _)| held == hash);
        if holds(&self.workers[worker]) {
            return Some(0);
        }
        let mut holders = self
            .workers
            .iter()
            .filter(|worker| holds(worker))
            .peekable();
        if holders.peek().is_none() {
            return Some(1);
        }
        holders.all(|worker| worker.busy.is_some()).then_some(2)
    }
}

/// Enough of a hash to find a document in a log.
pub(super) fn short(hash: &Hash) -> String {
    hash[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Line {
        queue: Queue,
        // Kept so that jobs do not count as cancelled.
        answers: Vec<oneshot::Receiver<Outcome>>,
    }

    impl Line {
        fn new(workers: usize) -> Self {
            Self {
                queue: Queue::new(workers, 2),
                answers: Vec::new(),
            }
        }

        fn push(&mut self, document: u8, page: u32, priority: Priority) {
            self.push_document(known(document), page, priority);
        }

        fn push_document(&mut self, document: Document, page: u32, priority: Priority) {
            let (answer, answered) = oneshot::channel();
            self.answers.push(answered);
            self.queue
                .push(Ticket {
                    document,
                    job: Job::Text { page },
                    priority,
                    sink: None,
                    answer,
                })
                .unwrap();
        }

        /// The document and page that the worker is given now, if any.
        fn assign(&self, worker: usize) -> Option<(u8, u32)> {
            self.assignment(worker).map(|assignment| of(&assignment))
        }

        fn assignment(&self, worker: usize) -> Option<Assignment> {
            self.queue.lock().assign(worker, Instant::now())
        }

        fn finish(&self, worker: usize, assignment: &Assignment) {
            self.finish_after(worker, assignment, Duration::ZERO);
        }

        fn finish_after(&self, worker: usize, assignment: &Assignment, took: Duration) {
            self.queue.finished(
                worker,
                &assignment.ticket.document,
                &assignment.ticket.job,
                true,
                took,
            );
        }
    }

    fn known(document: u8) -> Document {
        Document::new([document; 32], std::fs::File::open("/dev/null").unwrap()).unwrap()
    }

    fn of(assignment: &Assignment) -> (u8, u32) {
        (
            assignment.ticket.hash()[0],
            assignment.ticket.job.page().unwrap(),
        )
    }

    #[test]
    fn a_visible_page_goes_before_an_older_thumbnail() {
        let mut line = Line::new(1);
        line.push(1, 0, Priority::Background);
        line.push(1, 1, Priority::Next);
        line.push(1, 2, Priority::Visible);
        let order: Vec<_> = std::iter::from_fn(|| line.assign(0)).collect();
        assert_eq!(order, [(1, 2), (1, 1), (1, 0)]);
    }

    #[test]
    fn a_job_that_became_urgent_goes_before_what_came_first() {
        let mut line = Line::new(1);
        for page in 0..3 {
            line.push(1, page, Priority::Background);
        }
        let is_last = |job: &Job| job.page() == Some(2);
        line.queue.raise(&[1; 32], Priority::Visible, is_last);
        // It never becomes less urgent, and a page of another content is not meant.
        line.queue.raise(&[1; 32], Priority::Next, is_last);
        line.queue.raise(&[2; 32], Priority::Visible, |_| true);
        let order: Vec<_> = std::iter::from_fn(|| line.assign(0)).collect();
        assert_eq!(order, [(1, 2), (1, 0), (1, 1)]);
    }

    #[test]
    fn a_cancelled_job_is_never_started() {
        let mut line = Line::new(1);
        line.push(1, 0, Priority::Visible);
        line.push(1, 1, Priority::Visible);
        drop(line.answers.remove(0));
        assert_eq!(line.assign(0), Some((1, 1)));
        assert_eq!(line.assign(0), None);
    }

    #[test]
    fn files_that_nobody_has_tried_leave_a_worker_for_readers() {
        let mut line = Line::new(2);
        for file in [1, 2] {
            line.push_document(known(file).untried(), 0, Priority::Next);
        }
        assert_eq!(line.assign(0), Some((1, 0)));
        assert_eq!(line.assign(1), None, "the other file waits");
        line.push(3, 0, Priority::Background);
        assert_eq!(line.assign(1), Some((3, 0)));
        // Not even a page that has already cost a worker waits for them; they wait for it.
        line.queue.lost(1, Some(([3; 32], Some(0))));
        line.push(3, 0, Priority::Background);
        assert_eq!(line.assign(1), Some((3, 0)));
        line.queue.lock().workers[0].busy = None;
        assert_eq!(line.assign(0), None);
    }

    #[test]
    fn what_nobody_waits_for_leaves_a_worker_idle_while_somebody_waits() {
        let mut line = Line::new(2);
        line.push(1, 0, Priority::Visible);
        line.push(2, 0, Priority::Next);
        line.push(2, 1, Priority::Next);
        let visible = line.assignment(0).unwrap();
        assert_eq!(line.assign(1), None);
        // Who looks at another page meanwhile is served at once.
        line.push(3, 0, Priority::Visible);
        let other = line.assignment(1).unwrap();
        assert_eq!(of(&other), (3, 0));
        line.finish(1, &other);
        line.finish(0, &visible);
        // Nobody waits: all draw ahead.
        assert_eq!(line.assign(0), Some((2, 0)));
        assert_eq!(line.assign(1), Some((2, 1)));
    }

    #[test]
    fn a_document_stays_with_the_worker_that_holds_it() {
        let mut line = Line::new(2);
        line.push(1, 0, Priority::Visible);
        let first = line.assignment(0).unwrap();
        assert!(first.opens);
        line.finish(0, &first);
        line.push(1, 1, Priority::Visible);
        assert_eq!(line.assign(1), None, "its holder is idle and will take it");
        let second = line.assignment(0).unwrap();
        assert_eq!(
            (of(&second), second.slot, second.opens),
            ((1, 1), first.slot, false)
        );
    }

    #[test]
    fn a_neighbour_takes_over_when_the_holder_is_busy() {
        let mut line = Line::new(2);
        line.push(1, 0, Priority::Visible);
        line.push(1, 1, Priority::Visible);
        line.push(2, 0, Priority::Visible);
        assert_eq!(line.assign(0), Some((1, 0)));
        assert_eq!(
            line.assign(1),
            Some((2, 0)),
            "what nobody holds comes before a neighbour's"
        );
        line.queue.lock().workers[1].busy = None;
        assert_eq!(line.assign(1), Some((1, 1)));
    }

    #[test]
    fn the_document_unused_for_longest_makes_room() {
        let mut line = Line::new(1);
        for document in [1, 2, 1, 3] {
            line.push(document, 0, Priority::Visible);
        }
        let slots: Vec<_> = std::iter::from_fn(|| line.assignment(0))
            .map(|assignment| (of(&assignment).0, assignment.slot, assignment.opens))
            .collect();
        // Work on an open document goes first, so both of 1 come together; then 3 takes the place of 1.
        assert_eq!(
            slots,
            [(1, 0, true), (1, 0, false), (2, 1, true), (3, 0, true)]
        );
    }

    #[test]
    fn heavy_pages_leave_one_worker_free() {
        let mut line = Line::new(2);
        line.queue.lock().heavy_pages = [([1; 32], Some(0)), ([2; 32], Some(0))].into();
        line.push(1, 0, Priority::Visible);
        line.push(2, 0, Priority::Visible);
        line.push(3, 0, Priority::Visible);
        assert_eq!(line.assign(0), Some((1, 0)));
        assert_eq!(line.assign(1), Some((3, 0)), "the second heavy page waits");
        assert_eq!(line.assign(1), None);
        line.queue.lock().workers[0].busy = None;
        assert_eq!(line.assign(1), Some((2, 0)));
    }

    #[test]
    fn a_page_is_heavy_by_its_time_on_a_processor() {
        let mut line = Line::new(1);
        for (page, took, is_heavy) in [(0, HEAVY, false), (1, HEAVY * 2, true)] {
            line.push(1, page, Priority::Visible);
            let assignment = line.assignment(0).unwrap();
            line.finish_after(0, &assignment, took);
            let pages = &line.queue.lock().heavy_pages;
            assert_eq!(pages.contains(&([1; 32], Some(page))), is_heavy);
        }
    }

    #[test]
    fn a_single_worker_still_draws_heavy_pages() {
        let mut line = Line::new(1);
        line.queue.lock().heavy_pages.insert(([1; 32], Some(0)));
        line.push(1, 0, Priority::Visible);
        assert_eq!(line.assign(0), Some((1, 0)));
    }

    #[test]
    fn pg_10_a_page_that_killed_two_workers_is_refused_also_in_line_and_the_others_are_not() {
        let mut line = Line::new(1);
        let hash = [7; 32];
        line.queue.lost(0, Some((hash, Some(0))));
        line.push(7, 0, Priority::Visible);
        line.push(7, 1, Priority::Visible);
        assert!(!line.queue.is_quarantined(&hash, Some(0)));
        line.queue.lost(0, Some((hash, Some(0))));
        assert!(line.queue.is_quarantined(&hash, Some(0)));
        let refused = line.answers[0].try_recv().unwrap();
        assert_eq!(refused.map(|_| ()), Err(RenderError::Quarantined));
        assert_eq!(line.assign(0), Some((7, 1)));
    }

    #[test]
    fn a_lost_worker_holds_nothing() {
        let mut line = Line::new(1);
        line.push(1, 0, Priority::Visible);
        assert!(line.assignment(0).unwrap().opens);
        line.queue.lost(0, None);
        line.push(1, 1, Priority::Visible);
        assert!(line.assignment(0).unwrap().opens);
    }
}
