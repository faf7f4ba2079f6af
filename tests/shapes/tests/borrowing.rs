//! Functions that return and change what they borrow, bare and instrumented: what the
//! borrow checker takes and what comes out are the same.
#![deny(warnings, clippy::all, clippy::pedantic)]
#![forbid(unsafe_code)]
#![allow(
    clippy::elidable_lifetime_names,
    clippy::needless_lifetimes,
    clippy::unnecessary_wraps,
    clippy::wildcard_imports,
    clippy::unused_async,
    reason = "shapes, not style"
)]

#[macro_use]
mod same;
#[macro_use]
mod twice;
mod waiting;

use std::sync::Mutex;

use waiting::{Later, poll_once};

twice! {
    pub(super) fn first_of<'a>(values: &'a mut Vec<u8>) -> Result<&'a mut u8, String> {
        if values.is_empty() {
            values.push(0);
            return Err("it was empty".to_owned());
        }
        Ok(&mut values[0])
    }

    pub(super) fn reborrowed(values: &mut Vec<u8>) -> Result<&mut u8, ()> {
        let again = &mut *values;
        again.push(1);
        values.last_mut().ok_or(())
    }

    pub(super) fn reassigned<'a>(mut text: &'a str, other: &'a str) -> Result<&'a str, ()> {
        let before = &text;
        if before.is_empty() {
            text = other;
        }
        Ok(text)
    }

    pub(super) async fn reassigned_async(mut text: String) -> Result<usize, ()> {
        let length = {
            let borrowed = &text;
            Later(false).await;
            borrowed.len()
        };
        text = String::new();
        Ok(length + text.len())
    }

    pub(super) async fn two_lifetimes<'a>(a: &'a mut String, b: &str) -> &'a str {
        Later(false).await;
        a.push_str(b);
        a
    }

    pub(super) async fn closure_argument(run: impl Fn(u8) -> u8) -> u8 {
        Later(false).await;
        run(1)
    }

    pub(super) async fn closure_behind_a_reference<F: Fn(u8) -> u8>(run: &F) -> Result<u8, ()> {
        Later(false).await;
        Ok(run(1))
    }

    pub(super) struct Holder<'a>(pub(super) &'a mut String);

    pub(super) async fn elided_lifetime(holder: Holder<'_>, more: &str) -> usize {
        holder.0.push_str(more);
        Later(false).await;
        holder.0.len()
    }

    impl<'a> Holder<'a> {
        pub(super) fn into_inner(self) -> Result<&'a mut String, ()> {
            Ok(self.0)
        }

        pub(super) fn conditional(&mut self, take: bool) -> Result<&mut String, ()> {
            if take {
                return Ok(self.0);
            }
            self.0.clear();
            Err(())
        }

        pub(super) async fn append(&mut self, text: &str) -> Result<&str, ()> {
            Later(false).await;
            self.0.push_str(text);
            Ok(self.0)
        }
    }

    pub(super) struct Rows(pub(super) Vec<u8>);

    impl Rows {
        pub(super) fn iter_mut(&mut self) -> std::slice::IterMut<'_, u8> {
            self.0.iter_mut()
        }
    }

    impl<'a> IntoIterator for &'a mut Rows {
        type Item = &'a mut u8;
        type IntoIter = std::slice::IterMut<'a, u8>;

        fn into_iter(self) -> Self::IntoIter {
            self.iter_mut()
        }
    }

    pub(super) trait Lend {
        type From;
        type Lent;

        fn lend(from: Self::From) -> Self::Lent;

        fn again(self, from: Self::From, this: Self) -> Self::Lent;
    }

    impl<'a> Lend for &'a mut Rows {
        type From = &'a mut Rows;
        type Lent = std::slice::IterMut<'a, u8>;

        fn lend(from: Self::From) -> Self::Lent {
            from.iter_mut()
        }

        fn again(self, from: Self::From, this: Self) -> Self::Lent {
            from.0.append(&mut self.0);
            this.iter_mut()
        }
    }

    pub(super) type LentRows<'a> = &'a mut Rows;

    pub(super) fn lent(rows: LentRows<'_>) -> Result<std::slice::IterMut<'_, u8>, ()> {
        Ok(rows.iter_mut())
    }

    pub(super) fn disjoint(pair: &mut (Vec<u8>, Vec<u8>)) -> Result<usize, ()> {
        let (left, right) = (&mut pair.0, &mut pair.1);
        left.append(right);
        Ok(left.len())
    }

    pub(super) fn guard_in_tail(cell: &Mutex<u8>) -> Result<u8, ()> {
        Ok(*cell.lock().map_err(|_| ())?)
    }

    pub(super) async fn guard_of_an_argument(cell: Mutex<u8>) -> u8 {
        *cell.lock().expect("nobody panics")
    }
}

#[test]
fn what_is_lent_and_changed_is_the_same() {
    same!({
        let mut values = Vec::new();
        let empty = first_of(&mut values).map(|first| *first);
        *first_of(&mut values).unwrap() = 9;
        *reborrowed(&mut values).unwrap() = 8;
        (empty, values)
    });
    same!([("", "x"), ("a", "x")].map(|(text, other)| reassigned(text, other)));
    same!(poll_once(reassigned_async("abc".to_owned())));
    same!(poll_once(closure_argument(|x| x + 1)));
    same!(poll_once(closure_behind_a_reference(&|x| x + 1)));
    same!(disjoint(&mut (vec![1], vec![2])));
    same!(guard_in_tail(&Mutex::new(3)));
    same!(poll_once(guard_of_an_argument(Mutex::new(3))));
    same!({
        let (mut text, other) = ("a".to_owned(), "b".to_owned());
        let longer = two_lifetimes(&mut text, &other);
        let length = poll_once(longer).len();
        (length, text)
    });
}

#[test]
fn what_is_lent_under_another_name_is_the_same() {
    same!({
        let mut rows = [1, 2, 3].map(|row| Rows(vec![row]));
        let [one, two, three] = &mut rows;
        one.into_iter().for_each(|row| *row += 1);
        <&mut Rows>::lend(two).for_each(|row| *row += 2);
        for row in lent(two).unwrap() {
            *row *= 2;
        }
        one.again(two, three).for_each(|row| *row += 3);
        rows.map(|rows| rows.0)
    });
}

#[test]
fn what_a_method_lends_is_the_same() {
    same!({
        let mut text = "ab".to_owned();
        let mut holder = Holder(&mut text);
        holder.conditional(true).unwrap().push('!');
        let appended = poll_once(holder.append("c")).map(str::to_owned);
        holder.into_inner().unwrap().push('?');
        let length = poll_once(elided_lifetime(Holder(&mut text), "d"));
        let taken = text.clone();
        let cleared = Holder(&mut text).conditional(false).map(|text| text.clone());
        (appended, length, taken, cleared, text)
    });
}
