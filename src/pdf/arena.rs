//! An append-only store that hands out references.

use std::cell::{Cell, OnceCell};

/// Values that live as long as the store, although it is filled through a shared reference. The
/// decoded object streams of a document are kept in one, so that objects can borrow from them.
#[derive(Debug)]
pub(super) struct Arena<T> {
    /// Bucket `n` holds 2^n values.
    buckets: [OnceCell<Box<[OnceCell<T>]>>; 32],
    length: Cell<usize>,
}

impl<T> Arena<T> {
    pub(super) fn new() -> Self {
        Self { buckets: [const { OnceCell::new() }; 32], length: Cell::new(0) }
    }

    /// Stores a value and gives its index, or `None` if the store is full.
    pub(super) fn push(&self, value: T) -> Option<usize> {
        let index = self.length.get();
        let (bucket, position) = place(index)?;
        let bucket = self.buckets.get(bucket)?.get_or_init(|| {
            (0..1_usize << bucket).map(|_| OnceCell::new()).collect::<Vec<_>>().into_boxed_slice()
        });
        bucket.get(position)?.set(value).ok()?;
        self.length.set(index + 1);
        Some(index)
    }

    pub(super) fn get(&self, index: usize) -> Option<&T> {
        let (bucket, position) = place(index)?;
        self.buckets.get(bucket)?.get()?.get(position)?.get()
    }
}

/// The bucket of an index and the position in it.
fn place(index: usize) -> Option<(usize, usize)> {
    let bucket = index.checked_add(1)?.ilog2();
    Some((usize::try_from(bucket).ok()?, index + 1 - (1 << bucket)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_where_they_are() {
        let arena = Arena::new();
        let first = arena.push(String::from("0")).and_then(|index| arena.get(index)).unwrap();
        for index in 1..1000 {
            assert_eq!(arena.push(index.to_string()), Some(index));
        }
        assert_eq!(first, "0");
        assert!((0..1000).all(|index| arena.get(index) == Some(&index.to_string())));
        assert_eq!(arena.get(1000), None);
    }
}
