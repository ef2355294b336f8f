//! The hash queue: its length, its patience, and who waits.

use std::{
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use super::{Busy, HashQueue, Line, MAX_WAITING, Urgency};
use crate::{
    password::{Costs, Passwords, Pepper, Verdict},
    secret::{Key, Secret},
    testing::{Counting, Standing},
};

/// A line of one thread that is held up until the returned sender is dropped or used.
async fn held_line(clock: Arc<Standing>) -> (Arc<Line>, mpsc::Sender<()>) {
    let line = Line::start(1, clock).unwrap();
    let (release, held) = mpsc::channel::<()>();
    let (started, has_started) = tokio::sync::oneshot::channel();
    let held = Mutex::new(held);
    let hold = move || {
        started.send(()).unwrap();
        let _released = held.lock().unwrap().recv();
    };
    let holder = Arc::clone(&line);
    tokio::spawn(async move { holder.run(Urgency::KnownBrowser, hold).await });
    has_started.await.unwrap();
    (line, release)
}

/// Enters the line and returns what it will answer.
fn enter(
    line: &Arc<Line>,
    urgency: Urgency,
    work: impl FnOnce() + Send + 'static,
) -> Result<mpsc::Receiver<Result<(), Busy>>, Busy> {
    let (reply, answer) = mpsc::channel();
    line.enter(
        urgency,
        Box::new(move |told| {
            reply
                .send(match told {
                    super::Answer::Now => {
                        work();
                        Ok(())
                    }
                    super::Answer::TooLate(busy) => Err(busy),
                })
                .unwrap();
        }),
    )?;
    Ok(answer)
}

#[tokio::test]
async fn sec_05_the_line_is_bounded_and_says_when_to_come_back() {
    let (line, release) = held_line(Arc::new(Standing::new())).await;
    let answers: Vec<_> = (0..MAX_WAITING).map(|_| enter(&line, Urgency::Stranger, || ()).unwrap()).collect();
    let busy = enter(&line, Urgency::KnownBrowser, || ()).unwrap_err();
    assert_eq!(busy.retry_after, Duration::from_secs(10));
    assert_eq!(busy.to_string(), "too many people are signing in right now: try again in 10 s");
    drop(release);
    for answer in answers {
        assert_eq!(answer.recv().unwrap(), Ok(()));
    }
    enter(&line, Urgency::Stranger, || ()).unwrap().recv().unwrap().unwrap();
}

#[tokio::test]
async fn sec_05_who_waited_ten_seconds_is_sent_away_without_work() {
    let clock = Arc::new(Standing::new());
    let (line, release) = held_line(Arc::clone(&clock)).await;
    let early = enter(&line, Urgency::Stranger, || panic!("nobody waits for this any more")).unwrap();
    clock.pass(Duration::from_secs(9));
    let late = enter(&line, Urgency::Stranger, || ()).unwrap();
    clock.pass(Duration::from_secs(2));
    drop(release);
    assert_eq!(early.recv().unwrap(), Err(Busy { retry_after: Duration::from_secs(1) }));
    assert_eq!(late.recv().unwrap(), Ok(()));
}

#[tokio::test]
async fn sec_05_known_browsers_go_first() {
    let (line, release) = held_line(Arc::new(Standing::new())).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let answers: Vec<_> = [("a", Urgency::Stranger), ("b", Urgency::Stranger), ("c", Urgency::KnownBrowser)]
        .into_iter()
        .map(|(name, urgency)| {
            let order = Arc::clone(&order);
            enter(&line, urgency, move || order.lock().unwrap().push(name)).unwrap()
        })
        .collect();
    drop(release);
    answers.iter().for_each(|answer| answer.recv().unwrap().unwrap());
    assert_eq!(*order.lock().unwrap(), ["c", "a", "b"]);
}

#[tokio::test]
async fn sec_05_two_hundred_at_once_all_get_in() {
    let costs = Costs { memory_kib: 32, passes: 1, lanes: 1 };
    let entropy = Arc::new(Counting::default());
    let passwords = Passwords::new(costs, Pepper::new(Key::new([1; 32])), vec![], &*entropy).unwrap();
    let queue = Arc::new(HashQueue::start(passwords, Arc::new(Standing::new()), entropy).unwrap());
    let stored = queue.hash(Secret::new("quartz".into()), Urgency::Stranger).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..200 {
        let (queue, stored) = (Arc::clone(&queue), stored.clone());
        let password = if number % 2 == 0 { "quartz" } else { "granite" };
        tasks.spawn(async move {
            let verdict = queue.verify(Secret::new(password.into()), Some(stored), Urgency::Stranger).await;
            (number % 2 == 0, verdict.unwrap() == Verdict::Right)
        });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.len(), 200);
    assert!(answers.iter().all(|(is_right, got_in)| is_right == got_in));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_threads_give_way_to_requests() {
    let line = Line::start(1, Arc::new(Standing::new())).unwrap();
    let niceness = line.run(Urgency::Stranger, || rustix::process::getpriority_process(None).unwrap()).await.unwrap();
    assert!(niceness >= super::NICENESS, "{niceness}");
}

#[tokio::test]
async fn a_thread_that_dies_leaves_an_answer_behind() {
    let line = Line::start(1, Arc::new(Standing::new())).unwrap();
    let answer: Result<(), Busy> = line.run(Urgency::Stranger, || panic!("a bug in the hash")).await;
    assert_eq!(answer, Err(Busy { retry_after: Duration::from_secs(1) }));
    line.run(Urgency::Stranger, || ()).await.expect("the thread goes on");
}
