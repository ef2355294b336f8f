//! Sessions that are over, somebody else's, or nobody's.

use std::time::Duration;

use super::unruly;
use crate::testing::{House, Visit};

#[tokio::test]
async fn a_session_that_is_over_is_nobodys() {
    let house = House::new().await;
    let member = house.member("bob", "member").await;
    assert_eq!(house.get("/api/v1/spaces").by(&member).send().await.status(), 200);
    house.pass(Duration::from_hours(15 * 24));
    house.get("/api/v1/spaces").by(&member).send().await.problem(401, "unauthenticated");
    let again = house.sign_in("bob").await;
    assert_eq!(house.get("/api/v1/spaces").by(&again).send().await.status(), 200);
    assert!(house.app.accounts.sign_out(&again.cookie).await.unwrap());
    house.get("/api/v1/spaces").by(&again).send().await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_cookie_that_was_made_up_or_broken_is_nobodys() {
    let house = House::new().await;
    let cut = house.anna.cookie[1..].to_owned();
    let turned: String = house.anna.cookie.chars().rev().collect();
    for cookie in ["", "x", &cut, &turned, &"x".repeat(10_000)] {
        let visit = Visit { cookie: cookie.to_owned(), ..house.anna.clone() };
        let answer = house.get("/api/v1/spaces").by(&visit).send().await;
        answer.problem(401, "unauthenticated");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"loadin\"");
    }
}

#[tokio::test]
async fn somebody_who_looks_at_a_page_is_led_to_the_door_and_back() {
    let house = House::build(|_| {}, unruly::routes()).await;
    let answer = house.get("/test/page?view=map&next=//evil").send().await;
    assert_eq!((answer.status(), answer.body.len()), (303, 0));
    assert_eq!(answer.header("location"), "/sign-in?next=%2Ftest%2Fpage%3Fview%3Dmap%26next%3D%2F%2Fevil");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(house.get("/test/page").by(&house.anna).send().await.text(), "a page");
}
