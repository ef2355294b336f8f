//! Servers that are killed while people write.
//!
//! `tests/faults` does this to storage, two hundred times; here the way from the form to the file is in it as well.

use std::{
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use super::{
    person::{PLANNER, Person},
    server::Instance,
};

const WRITERS: u32 = 3;
/// Rooms in one list: all of them are kept, or none.
const ROOMS: [&str; 3] = ["a", "b", "c"];

/// Sends one list of rooms after the other until the server is gone, and tells of each before and after.
fn write(person: &Person, (round, writer): (u32, u32), tell: &Sender<(String, bool)>) {
    for number in 0.. {
        let name = format!("Room {round}.{writer}.{number}");
        let place = |room: usize| format!("{}.{number:03}{room},-73.{writer}{round:03}", 40 + writer);
        let rooms: Vec<String> =
            ROOMS.iter().enumerate().map(|(at, room)| format!("{name}{room},{},500", place(at))).collect();
        let is_heard = tell.send((name.clone(), false)).is_ok();
        let answer = person.upload(format!("name,lat,lon,net\n{}\n", rooms.join("\n")));
        assert_eq!(answer.status, 200, "{answer:?}");
        if !is_heard || tell.send((name, true)).is_err() {
            return;
        }
    }
}

/// Waits for so many answers; then the server may die.
fn wait_for(answers: usize, told: &Receiver<(String, bool)>) -> Vec<(String, bool)> {
    let mut heard = Vec::new();
    while heard.iter().filter(|(_, is_answered)| *is_answered).count() < answers {
        heard.push(told.recv().unwrap());
    }
    heard
}

fn kill(rounds: u32) {
    let instance = Instance::new();
    let mut server = instance.serve();
    let mut ada = Person::set_up(&server, &instance);
    let mut all = Vec::new();
    for round in 0..rounds {
        let (tell, told) = channel();
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (ada, tell) = (ada.clone(), tell.clone());
                thread::spawn(move || write(&ada, (round, writer), &tell))
            })
            .collect();
        drop(tell);
        let mut heard = wait_for(usize::try_from(2 + round * 5 % 7).unwrap(), &told);
        // SIGKILL.
        drop(server);
        // Every writer ends at the request that got no answer.
        let ended = writers.into_iter().map(thread::JoinHandle::join).filter(Result::is_err).count();
        assert_eq!(ended, usize::try_from(WRITERS).unwrap());
        heard.extend(told.iter());
        all.extend(heard);
        server = instance.serve();
        ada = ada.moved_to(&server);
    }
    let list = ada.get(&format!("{PLANNER}/venues.csv"));
    assert_eq!(list.status, 200, "{list:?}");
    let found = |name: &str| ROOMS.iter().filter(|room| list.text.contains(&format!("{name}{room},"))).count();
    let answered: Vec<&String> = all.iter().filter(|(_, is_answered)| *is_answered).map(|(name, _)| name).collect();
    for name in &answered {
        assert_eq!(found(name), ROOMS.len(), "{name} was answered");
    }
    for (name, _) in &all {
        assert!([0, ROOMS.len()].contains(&found(name)), "half of {name} is there");
    }
    assert!(answered.len() >= usize::try_from(rounds * 2).unwrap(), "{} lists in {rounds} rounds", answered.len());
}

#[test]
fn a_killed_server_keeps_every_list_that_was_answered_and_no_half_one() {
    kill(4);
}

#[test]
#[ignore = "takes minutes"]
fn a_server_that_is_killed_forty_times_keeps_every_list_that_was_answered() {
    kill(40);
}

#[test]
fn a_plan_that_was_under_way_when_the_server_was_killed_is_made_by_the_next_one() {
    let instance = Instance::new();
    let mut server = instance.serve();
    let mut ada = Person::set_up(&server, &instance);
    ada.upload_vermont();
    let plan = ada.plan(4_000_000);
    let path = format!("{PLANNER}/plans/{plan}");
    let job = ada.get(&path).json()["job"].as_str().unwrap().to_owned();
    let asked = |ada: &Person| ada.get(&format!("/api/v1/s/night-shift/jobs/{job}")).json();
    // It has told how far it is, so it is in the middle.
    while asked(&ada)["total"] == 0 {
        thread::yield_now();
    }
    assert_eq!(asked(&ada)["state"], "running");
    // SIGKILL.
    drop(server);
    server = instance.serve();
    ada = ada.moved_to(&server);
    assert_eq!(ada.get(&path).json()["state"], "planning", "it goes on");
    assert_eq!(ada.planned(&plan)["state"], "planned");
    assert_eq!(asked(&ada)["state"], "done");
}
