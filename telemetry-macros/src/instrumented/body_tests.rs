//! What the syntax of a body answers.

use quote::quote;

use super::body;

#[test]
fn the_end_of_a_body_may_leave_temporaries_behind_it() {
    let none = [
        quote! { a.b(); Ok(()) },
        quote! { if a { b.c() }; Ok(Self(hits, 1)) },
        quote! { a::b(c, d) },
        quote! { return a.b(); },
        quote! {},
    ];
    let some = [
        quote! { a; b.c() },
        quote! { a; &b },
        quote! { a; Ok(b()?) },
        quote! { a; if b { c } else { d } },
        quote! { a; bail!("b") },
        quote! { a; [b, c] },
    ];
    for body in none {
        assert!(body::ends_without_temporaries(&body), "{body}");
    }
    for body in some {
        assert!(!body::ends_without_temporaries(&body), "{body}");
    }
}

#[test]
fn a_part_of_self_is_assigned_to_through_its_fields() {
    let assigned = [
        quote! { if a { self.open = false; } },
        quote! { self.a.0.b += 1; },
        quote! { self.bits <<= 1 },
        quote! { self.rows[0][at].bits = 1 },
    ];
    let not = [
        quote! { self.open == b; self.a <= b },
        quote! { match self.a { b => c } },
        quote! { self.a.b()[0] = 1; self[0] = 1; this.open = true; self = b; },
        quote! { let a = self.b; },
    ];
    for body in assigned {
        assert!(body::assigns_part("self", body.clone()), "{body}");
    }
    for body in not {
        assert!(!body::assigns_part("self", body.clone()), "{body}");
    }
}

#[test]
fn an_async_fn_may_wait_wherever_an_await_may_hide() {
    let never = [
        quote! { let n = !(a) as usize; if !(b) { return !(c); } assert!(a != (b)); },
        quote! { spawn(async { x.await }); spawn(async move { select!(a, b) }) },
        quote! { std::println!("{}", 1) },
    ];
    let perhaps = [
        quote! { x.await },
        quote! { println!("{}", x.await) },
        quote! { if a { (b, [c.await]) } },
        quote! { tokio::select! { _ = a => {} } },
        quote! { format!("{}", wait!(x)) },
        quote! { macro_rules! wait { () => {} } },
        quote! { let later = async || x.await; },
    ];
    for body in never {
        assert!(!body::may_wait(body.clone()), "{body}");
    }
    for body in perhaps {
        assert!(body::may_wait(body.clone()), "{body}");
    }
}

#[test]
fn a_way_out_may_hide_in_macros_that_are_not_known_and_in_arguments_of_those_that_are() {
    let seen = [
        quote! { let n = !(a) as usize; return; },
        quote! { x.await?; assert!(a, "{:?}", b) },
        quote! { println!("{}", format!("{}", 1)); if !(x?) {} },
    ];
    let hidden = [
        quote! { bail!("no") },
        quote! { let f = || bail!("no"); },
        quote! { println!("{}", x?) },
        quote! { vec![(x.await)] },
        quote! { dbg!(return) },
        quote! { format!("{}", bail!("no")) },
    ];
    for body in seen {
        assert!(!body::hides_a_way_out(body.clone()), "{body}");
    }
    for body in hidden {
        assert!(body::hides_a_way_out(body.clone()), "{body}");
    }
}
