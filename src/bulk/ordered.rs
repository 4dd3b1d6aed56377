//! Work in parallel, results in order, and never more of them waiting than a fixed number.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::limits::{JOBS, RESULTS_AHEAD};

/// Calls `work` for every item in `jobs` threads, of which there are [`JOBS`] at most, and `sink` in the caller's thread for every
/// result in the order of the items.
///
/// At most [`RESULTS_AHEAD`] × `jobs` items are taken ahead of the one whose result is handed over next;
/// `sink` may end the work early.
///
/// ```
/// use std::num::NonZeroUsize;
/// use std::ops::ControlFlow;
///
/// use kyso::bulk;
///
/// let mut squares = Vec::new();
/// bulk::map(1..=4, NonZeroUsize::MIN, |number| number * number, |square| {
///     squares.push(square);
///     ControlFlow::Continue(())
/// });
/// assert_eq!(squares, [1, 4, 9, 16]);
/// ```
///
/// # Panics
/// A panic of `work`, or of the iterator, ends the other threads and is handed on to the caller.
pub fn map<T, R: Send>(
    items: impl Iterator<Item = T> + Send,
    jobs: NonZeroUsize,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(R) -> ControlFlow<()>,
) {
    let jobs = jobs.get().min(JOBS);
    let queue = Mutex::new(items.fuse().enumerate());
    let window = Window::new(jobs.saturating_mul(RESULTS_AHEAD));
    thread::scope(|scope| {
        let worker = || {
            let _alarm = Alarm(&window);
            // The queue is held while waiting for room: who comes next would have to wait as well.
            while let Some((place, item)) = {
                let mut queue = locked(&queue);
                if window.wait_for_room() { queue.next() } else { None }
            } {
                window.put(place, work(item));
            }
        };
        // where the system gives fewer threads than are wanted, those do the work
        let started = || thread::Builder::new().spawn_scoped(scope, worker).ok();
        let mut workers: Vec<_> = (0..jobs).map_while(|_| started()).collect();
        if workers.is_empty() {
            workers.push(scope.spawn(worker));
        }
        {
            // Should `sink` panic, the threads must not wait for it for ever.
            let _alarm = Alarm(&window);
            while let Some(result) = window.take(workers.len()) {
                if sink(result).is_break() {
                    break;
                }
            }
            window.stop();
        }
        for worker in workers {
            if let Err(panic) = worker.join() {
                panic::resume_unwind(panic);
            }
        }
    });
}

/// The results between the next to hand over and the furthest that may be begun.
struct Window<R> {
    state: Mutex<State<R>>,
    changed: Condvar,
    size: usize,
}

struct State<R> {
    /// The place of the result that is handed over next.
    next: usize,
    /// The number of items taken from the queue.
    taken: usize,
    /// Results that are done before their turn.
    done: BTreeMap<usize, R>,
    /// Threads that have ended.
    ended: usize,
    stopped: bool,
}

impl<R> Window<R> {
    fn new(size: usize) -> Self {
        let state = State { next: 0, taken: 0, done: BTreeMap::new(), ended: 0, stopped: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), size }
    }

    /// Waits until one more item may be begun; false when the work is to end.
    fn wait_for_room(&self) -> bool {
        let full = |state: &mut State<R>| {
            !state.stopped && state.taken.saturating_sub(state.next) >= self.size
        };
        let mut state = self
            .changed
            .wait_while(locked(&self.state), full)
            .unwrap_or_else(PoisonError::into_inner);
        state.taken = state.taken.saturating_add(1);
        !state.stopped
    }

    fn put(&self, place: usize, result: R) {
        locked(&self.state).done.insert(place, result);
        self.changed.notify_all();
    }

    /// Waits for the next result; `None` when all `workers` have ended and there is none.
    fn take(&self, workers: usize) -> Option<R> {
        let waiting = |state: &mut State<R>| {
            !state.stopped && !state.done.contains_key(&state.next) && state.ended < workers
        };
        let mut state = self
            .changed
            .wait_while(locked(&self.state), waiting)
            .unwrap_or_else(PoisonError::into_inner);
        let next = state.next;
        let result = state.done.remove(&next)?;
        state.next = next.saturating_add(1);
        drop(state);
        self.changed.notify_all();
        Some(result)
    }

    fn stop(&self) {
        locked(&self.state).stopped = true;
        self.changed.notify_all();
    }
}

/// Says that a thread has ended, however it did; after a panic nobody waits for its result.
struct Alarm<'a, R>(&'a Window<R>);

impl<R> Drop for Alarm<'_, R> {
    fn drop(&mut self) {
        let mut state = locked(&self.0.state);
        state.ended = state.ended.saturating_add(1);
        state.stopped |= thread::panicking();
        drop(state);
        self.0.changed.notify_all();
    }
}

/// A thread that panicked while it held a lock left whole values behind, and its panic is handed
/// on at the end.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn jobs(jobs: usize) -> NonZeroUsize {
        NonZeroUsize::new(jobs).unwrap()
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for count in [1, 2, 7, 32] {
            let mut seen = Vec::new();
            map(
                0..500_u64,
                jobs(count),
                |item| {
                    // Early items take longest.
                    thread::sleep(Duration::from_micros((500 - item) % 40));
                    item * 2
                },
                |result| {
                    seen.push(result);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(seen, (0..500).map(|item| item * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_items_no_results() {
        map(0..0, jobs(4), |item: u8| item, |_| panic!("there is nothing to hand over"));
    }

    #[test]
    fn a_slow_item_does_not_let_results_pile_up() {
        let taken = AtomicUsize::new(0);
        let items = (0..10_000_usize).inspect(|_| {
            taken.fetch_add(1, Ordering::SeqCst);
        });
        let furthest = AtomicUsize::new(0);
        let mut handed_over = 0;
        map(
            items,
            jobs(4),
            |item| {
                if item == 0 {
                    thread::sleep(Duration::from_millis(200));
                    furthest.store(taken.load(Ordering::SeqCst), Ordering::SeqCst);
                }
            },
            |()| {
                handed_over += 1;
                ControlFlow::Continue(())
            },
        );
        assert_eq!(handed_over, 10_000);
        let furthest = furthest.into_inner();
        assert!(furthest <= 4 * RESULTS_AHEAD, "{furthest} items were begun behind a slow one");
        assert!(furthest > 1, "nothing was done beside the slow one");
    }

    #[test]
    fn a_slow_sink_does_not_let_results_pile_up() {
        let taken = AtomicUsize::new(0);
        let items = (0..200_usize).inspect(|_| {
            taken.fetch_add(1, Ordering::SeqCst);
        });
        map(
            items,
            jobs(2),
            |item| item,
            |item| {
                thread::sleep(Duration::from_micros(200));
                let ahead = taken.load(Ordering::SeqCst) - item;
                assert!(ahead <= 2 * RESULTS_AHEAD + 1, "{ahead} items ahead");
                ControlFlow::Continue(())
            },
        );
    }

    #[test]
    fn the_sink_may_end_the_work_of_endless_items() {
        let mut seen = 0;
        map(
            0..,
            jobs(3),
            |item: u64| item,
            |item| {
                seen = item;
                if item == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(seen, 10);
    }

    #[test]
    fn a_panic_of_the_work_reaches_the_caller() {
        let mut seen = Vec::new();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            map(
                0..1_000,
                jobs(3),
                |item| if item == 100 { panic!("item 100") } else { item },
                |item| {
                    seen.push(item);
                    ControlFlow::Continue(())
                },
            );
        }));
        let panic = outcome.unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"item 100"));
        assert!(seen.len() <= 100, "nothing is handed over past the gap");
    }

    #[test]
    fn a_panic_of_the_items_reaches_the_caller() {
        let items = (0..).map(|item| if item == 5 { panic!("no more") } else { item });
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            map(items, jobs(3), |item: u8| item, |_| ControlFlow::Continue(()));
        }));
        assert!(outcome.is_err());
    }

    #[test]
    fn a_panic_of_the_sink_reaches_the_caller() {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            map(0.., jobs(3), |item: u64| item, |_| panic!("the sink"));
        }));
        assert!(outcome.is_err());
    }
}
