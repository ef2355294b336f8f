//! The first run: one link, one operator, one space.

use std::thread;

use super::{person::Person, server::Instance};

#[test]
fn the_printed_token_makes_the_operator_and_their_space_once() {
    let instance = Instance::new();
    let server = instance.serve();
    let mut mallory = Person::at(&server);
    let refused = mallory.fill_in_set_up("00000-00000-00000-00000-00000-0");
    assert_eq!(refused.status, 403, "{refused:?}");
    assert!(instance.run(&["person", "list"]).out.lines().count() == 1, "nobody was made");

    let token = instance.setup_token();
    let ada = Person::set_up(&server, &instance);
    assert_eq!(ada.get("/api/v1/spaces").json()["items"][0]["slug"], "night-shift");
    let closed = Person::at(&server).get(&format!("/set-up?token={token}"));
    assert_eq!(closed.status, 404, "the set-up is not there any more");
    assert_eq!(
        instance.run(&["person", "list"]).out,
        "NAME  DISPLAY NAME  SPACES\nada   Ada Moreau    night-shift (owner)\n"
    );
}

#[test]
fn of_two_set_ups_at_the_same_moment_one_is_done_and_the_other_leaves_nothing() {
    let instance = Instance::new();
    let server = instance.serve();
    let token = instance.setup_token();
    let statuses: Vec<u16> = thread::scope(|scope| {
        let both = ["ada", "eve"].map(|login| {
            let (mut person, token) = (Person::at(&server), token.clone());
            // Both have the form open before either sends it.
            person.page(&format!("/set-up?token={token}"));
            (person, login, token)
        });
        let sent = both.map(|(mut person, login, token)| {
            scope.spawn(move || {
                let fields = [
                    ("setup_token", token.as_str()),
                    ("space_name", login),
                    ("space_kind", "band"),
                    ("display_name", login),
                    ("login_name", login),
                    ("password", super::person::PASSWORD),
                ];
                person.send_form("/set-up", &fields).status
            })
        });
        sent.map(|sent| sent.join().unwrap()).into()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [303, 403, 404].contains(status)), "{statuses:?}");
    assert_eq!(instance.run(&["person", "list"]).out.lines().count(), 2, "one person");
    assert_eq!(instance.run(&["space", "list"]).out.lines().count(), 2, "one space");
}
