//! A database on a server, and two nodes that share it. Without such a server only what is said about it is told.

use std::{
    fs,
    time::{Duration, Instant},
};

use loadin_storage::{ServerAddress, Storage, memberships, memberships::MemberError, people, spaces};
use loadin_types::{Scope, Timestamp};

use super::{
    person::{PASSWORD, PLANNER, Person, VENUES},
    server::Instance,
};

#[test]
fn who_signed_in_on_one_node_is_known_on_the_other_and_sees_the_same() {
    let first = Instance::new();
    let Some(second) = first.another_node() else { return };
    let one = first.serve();
    let ada = Person::set_up(&one, &first);
    let other = second.serve();
    assert_eq!(ada.upload(VENUES).status, 200);
    let plan = ada.planned(&ada.plan(20_000));
    assert_eq!(plan["state"], "planned", "{plan}");

    let mut there = ada.moved_to(&other);
    let page = there.page("/s/night-shift/p/tour-optimizer/");
    assert!(page.text.contains("Night Shift"), "{page:?}");
    let path = format!("{PLANNER}/plans/{}", plan["id"].as_str().unwrap());
    assert_eq!(there.get(&path).json(), plan, "what was planned on one is read on the other");
    let second_plan = there.planned(&there.plan(20_000));
    assert_eq!(ada.get(&format!("{PLANNER}/plans/{}", second_plan["id"].as_str().unwrap())).json(), second_plan);

    one.stop();
    assert_eq!(there.get(&path).status, 200, "one goes, the other stays");
}

#[test]
fn who_may_not_any_more_is_told_so_by_every_node_within_a_second() {
    let first = Instance::new();
    let Some(second) = first.another_node() else { return };
    let one = first.serve();
    let ada = Person::set_up(&one, &first);
    let other = second.serve();
    let added = first.run(&[
        "person",
        "add",
        "--login",
        "ben",
        "--display-name",
        "Ben",
        "--space",
        "night-shift",
        "--role",
        "member",
    ]);
    assert_eq!(added.code, 0, "{added:?}");
    let password = added.out.lines().find_map(|line| line.strip_prefix("Password:")).unwrap().trim().to_owned();
    let mut ben = Person::at(&other);
    assert_eq!(ben.sign_in("ben", &password).status, 303);
    assert_eq!(ben.get("/s/night-shift").status, 200);

    take_out(first.database().unwrap(), "ben");
    let removed = Instant::now();
    // As fast as it goes, so that the other node's memory of Ben is always fresh.
    let last_let_in = loop {
        let began = removed.elapsed();
        if ben.get("/s/night-shift").status != 200 {
            break began;
        }
        assert!(began < Duration::from_secs(20), "Ben is let in for ever");
    };
    assert!(last_let_in <= Duration::from_secs(1), "let in for {last_let_in:?}");
    assert_eq!(ada.get("/s/night-shift").status, 200);
}

/// Takes somebody out of the band, as a third node would.
fn take_out(url: &str, login: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut server = ServerAddress::parse(url).unwrap();
        server.connections = 2;
        let storage = Storage::connect_beside_a_server(&server, Timestamp::from_millis(1)).await.unwrap();
        let person = people::by_login(storage.reader(), login).await.unwrap().unwrap().id;
        let space = spaces::any_by_slug(storage.reader(), &"night-shift".parse().unwrap()).await.unwrap().unwrap();
        let scope = Scope::for_auth_only(space.id, None);
        let removed: Result<(), MemberError> =
            storage.write(move |tx| Box::pin(async move { memberships::remove(tx, &scope, person, None).await })).await;
        removed.unwrap();
        storage.close().await;
    });
}

#[test]
fn a_job_that_one_node_puts_back_is_done_by_the_other_which_tells_of_it_as_well() {
    let first = Instance::new();
    let Some(second) = first.another_node() else { return };
    let one = first.serve();
    let ada = Person::set_up(&one, &first);
    ada.upload_vermont();
    let plan = ada.plan(4_000_000);
    let path = format!("{PLANNER}/plans/{plan}");
    let job = ada.get(&path).json()["job"].as_str().unwrap().to_owned();
    let other = second.serve();
    let there = ada.moved_to(&other);
    let told = there.get(&format!("/api/v1/s/night-shift/jobs/{job}")).json();
    assert_eq!(told["state"], "running", "{told}");
    assert_eq!(one.stop().code, 0);
    let planned = there.planned(&plan);
    assert_eq!(planned["state"], "planned", "{planned}");
}

#[test]
#[ignore = "takes the time of a lease, half a minute"]
fn a_job_of_a_node_that_was_killed_is_done_by_the_other_within_its_lease() {
    let first = Instance::new();
    let Some(second) = first.another_node() else { return };
    let one = first.serve();
    let ada = Person::set_up(&one, &first);
    ada.upload_vermont();
    let plan = ada.plan(4_000_000);
    let other = second.serve();
    // SIGKILL.
    drop(one);
    let killed = Instant::now();
    let planned = ada.moved_to(&other).planned(&plan);
    assert_eq!(planned["state"], "planned", "{planned}");
    assert!(killed.elapsed() < Duration::from_secs(60), "{:?}", killed.elapsed());
}

#[test]
fn a_node_with_another_root_key_does_not_start() {
    let first = Instance::new();
    let Some(second) = first.another_node() else { return };
    let server = first.serve();
    fs::write(second.data().join("root.key"), [7; 32]).unwrap();
    let refused = second.run(&["serve"]);
    refused.refused(4, "loadin serve: this node's root.key is not the one of loadin/");
    assert_eq!(refused.err.lines().count(), 1, "{}", refused.err);
    drop(server);
}

#[test]
fn a_server_that_is_not_there_is_said_in_one_line_and_no_password_is_told() {
    for (url, code, said) in [
        ("mysql://root:s3cret@db/x", 2, "`mysql` is no database that Loadin keeps data in: write \"sqlite://\""),
        ("sqlite:///srv/s3cret.db", 2, "the file of SQLite is always loadin.db in the data folder"),
        ("postgres://root:s3cret@db/", 2, "`postgres://root:…@db/` names no database"),
        ("postgres://root@db/x?pasword=s3cret", 2, "has the unknown parameter `pasword`"),
        ("postgres://root:s3cret@127.0.0.1:1/x", 4, "no PostgreSQL server answers at 127.0.0.1:1 (Connection refused"),
    ] {
        let instance = Instance::in_folder().with("LOADIN_DATABASE__URL", url);
        let refused = instance.run(&["serve"]);
        refused.refused(code, said);
        assert!(!refused.err.contains("s3cret") && refused.err.lines().count() == 1, "{}", refused.err);
    }
}

#[test]
fn a_password_is_taken_from_its_file_and_shown_nowhere() {
    let instance = Instance::in_folder();
    let file = instance.path("password");
    fs::write(&file, format!("{PASSWORD}\n")).unwrap();
    let instance = instance
        .with("LOADIN_DATABASE__URL", "postgres://ada:other@127.0.0.1:1/x")
        .with("LOADIN_DATABASE__PASSWORD_FILE", file.to_str().unwrap())
        .with("LOADIN_LOG__FILTER", "trace");
    let shown = instance.run(&["settings"]);
    assert!(shown.out.contains("url = \"postgres://ada:…@127.0.0.1:1/x\""), "{shown:?}");
    assert!(shown.out.contains("password = \"(set, not shown)\""), "{shown:?}");
    let started = instance.run(&["serve"]);
    assert_eq!(started.code, 4, "{started:?}");
    for text in [&shown.out, &shown.err, &started.out, &started.err] {
        assert!(!text.contains(PASSWORD) && !text.contains("other"), "{text}");
    }
}
