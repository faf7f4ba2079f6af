//! Functions that lend on what they were lent for a lifetime with a name, by another way than
//! by what they return: a closure of edition 2018 would borrow the parameter itself.
#![deny(warnings, clippy::all, clippy::pedantic)]
#![forbid(unsafe_code)]
#![allow(
    clippy::elidable_lifetime_names,
    clippy::needless_arbitrary_self_type,
    clippy::needless_lifetimes,
    clippy::unnecessary_wraps,
    clippy::unused_async,
    clippy::wildcard_imports,
    reason = "shapes, not style"
)]

#[macro_use]
mod same;
#[macro_use]
mod twice;
mod waiting;

use waiting::{Later, poll_once};

twice! {
    #[derive(Default)]
    pub(super) struct Fields {
        pub(super) text: String,
        pub(super) row: u8,
    }

    pub(super) trait Format<'writer> {
        fn format(&self, text: &'writer mut String) -> Result<(), String>;

        fn add(&self, current: &'writer mut Fields) -> Result<(), String> {
            if !current.text.is_empty() {
                current.text.push(' ');
            }
            self.format(&mut current.text)
        }
    }

    impl<'writer> Format<'writer> for u8 {
        fn format(&self, text: &'writer mut String) -> Result<(), String> {
            text.push_str(&self.to_string());
            if *self > 9 { Err(text.clone()) } else { Ok(()) }
        }
    }

    impl Fields {
        pub(super) fn parts(self) -> (String, u8) {
            (self.text, self.row)
        }

        pub(super) fn lend<'a>(&'a mut self, to: &mut Vec<&'a mut u8>) {
            self.row += 1;
            to.push(&mut self.row);
        }

        pub(super) fn try_lend<'a>(self: &'a mut Self, to: &mut Vec<&'a mut u8>) -> Result<usize, ()> {
            self.row += 2;
            to.push(&mut self.row);
            Ok(to.len())
        }

        pub(super) async fn lend_later<'a>(&'a mut self, to: &mut Vec<&'a mut u8>) -> Result<usize, ()> {
            Later(false).await;
            self.row += 3;
            to.push(&mut self.row);
            Ok(to.len())
        }

        pub(super) async fn lend_at_once<'a>(&'a mut self, to: &mut Vec<&'a mut u8>) -> usize {
            self.row += 4;
            to.push(&mut self.row);
            to.len()
        }
    }

    pub(super) fn one_of_two<'a>((fields, more): (&'a mut Fields, u8)) -> Result<&'a mut u8, ()> {
        fields.row += more;
        Ok(&mut fields.row)
    }

    pub(super) fn one_of_many<'a>([one, two]: [&'a mut Fields; 2]) -> Result<&'a mut u8, ()> {
        one.row += two.row;
        Ok(&mut one.row)
    }

    pub(super) fn longest<'a>(fields: &mut Vec<&'a mut Fields>, other: &'a mut Fields) -> usize {
        if other.text.len() > fields.iter().map(|fields| fields.text.len()).max().unwrap_or(0) {
            fields.push(&mut *other);
        }
        fields.len()
    }
}

#[test]
fn what_is_lent_on_by_a_trait_of_a_lifetime_is_the_same() {
    same!({
        let mut fields = Fields::default();
        let ends = [7, 8, 12].map(|number| number.add(&mut fields));
        (ends, fields.parts())
    });
}

#[test]
fn what_is_lent_on_through_another_argument_is_the_same() {
    same!({
        let mut fields = [(); 5].map(|()| Fields::default());
        let [one, two, three, four, five] = &mut fields;
        let mut lent = Vec::new();
        one.lend(&mut lent);
        let second = two.try_lend(&mut lent);
        let third = poll_once(three.lend_later(&mut lent));
        let fourth = poll_once(four.lend_at_once(&mut lent));
        for row in lent {
            *row *= 2;
        }
        five.text.push('!');
        let last = longest(&mut Vec::new(), five);
        ((second, third, fourth, last), fields.map(Fields::parts))
    });
}

#[test]
fn what_is_lent_in_parts_is_the_same() {
    same!({
        let mut fields = [1, 2, 3].map(|row| Fields { row, ..Fields::default() });
        let [one, two, three] = &mut fields;
        *one_of_two((one, 4)).unwrap() *= 2;
        *one_of_many([two, three]).unwrap() *= 3;
        fields.map(Fields::parts)
    });
}
