//! The marks of a map: stops, home, dots that fall together.
//!
//! Rule: a mark that leads somewhere is a link with words; round it a finger may hit as far as the next mark lets it.

use loadin_profile::page::{Map, Point};
use maud::{Markup, PreEscaped, html};

use super::{
    cluster::Cluster,
    layout::{Layer, Mark, Size, Stands},
    path,
    zoom::Links,
};
use crate::draw::Pen;

/// Draws the marks and labels of one size.
pub(super) fn marks(class: &str, layer: &Layer, map: &Map, links: Option<&Links<'_>>, pen: Pen<'_>) -> Markup {
    let mut leads = String::new();
    for mark in layer.marks.iter().filter(|mark| mark.has_moved()) {
        leads.push_str(&path::line(&[mark.place, mark.shown]));
    }
    html! {
        g class=(class) {
            @if !layer.towns.is_empty() {
                path class="town" d=(layer.towns.iter().map(|(x, y)| format!("M{x} {y}h0")).collect::<String>()) {}
            }
            @for label in &layer.labels {
                text class=[label.class] x=(label.x) y=(label.y) text-anchor=[label.anchor] { (label.text) }
            }
            @if !leads.is_empty() { path class="tether" d=(leads) {} }
            @for each in &layer.marks { (mark(each, layer.size, map, links, pen)) }
        }
    }
}

fn mark(mark: &Mark, size: Size, map: &Map, links: Option<&Links<'_>>, pen: Pen<'_>) -> Markup {
    match &mark.stands {
        Stands::Home | Stands::End => {
            let (x, y) = (path::whole(mark.shown.0), path::whole(mark.shown.1));
            html! { path class="home" d=(PreEscaped(house(x, y, size))) {} }
        }
        Stands::Stop(index) => map.points.get(*index).map_or_else(|| html! {}, |point| stop(mark, point, size, pen)),
        Stands::Dots(cluster) => dots(mark, cluster, size, map, links, pen),
    }
}

fn stop(mark: &Mark, point: &Point, size: Size, pen: Pen<'_>) -> Markup {
    let number = point.number.unwrap_or_default();
    let class = if point.is_fixed { "mark fixed" } else { "mark" };
    let address = point.href.as_deref().and_then(|href| pen.address(href));
    let name = pen.words().say_with("map-stop", &[("number", number.into()), ("name", (&point.label).into())]);
    linked(mark, class, size.radius, &number.to_string(), address, &name)
}

/// Dots that fall together lead closer; one alone leads where its place does.
fn dots(mark: &Mark, cluster: &Cluster, size: Size, map: &Map, links: Option<&Links<'_>>, pen: Pen<'_>) -> Markup {
    let first = cluster.members.first().and_then(|index| map.points.get(*index));
    let Some(first) = first else { return html! {} };
    if cluster.members.len() == 1 {
        let address = first.href.as_deref().and_then(|href| pen.address(href));
        return linked(mark, "mark one", size.radius * 0.5, "", address, &first.label);
    }
    let count = pen.words().count(cluster.members.len());
    let name = pen.words().say_with("map-cluster", &[("count", cluster.members.len().into())]);
    let address = links.and_then(|links| links.closer(cluster.at, 2, pen));
    linked(mark, "mark many-of", size.radius, &count, address, &name)
}

fn linked(mark: &Mark, class: &str, radius: f64, says: &str, address: Option<String>, name: &str) -> Markup {
    let (x, y) = (path::whole(mark.shown.0), path::whole(mark.shown.1));
    let shown = html! {
        circle cx=(x) cy=(y) r=(path::whole(radius)) {}
        @if !says.is_empty() { text x=(x) y=(y) class=[(says.len() > 2).then_some("small")] { (says) } }
    };
    html! {
        @match address {
            Some(address) => {
                a class=(class) href=(address) aria-label=(name) {
                    circle class="hit" cx=(x) cy=(y) r=(path::whole(mark.hit)) {}
                    (shown)
                }
            }
            None => { g class=(class) { (shown) } }
        }
    }
}

/// A house round the point, as wide as a stop.
fn house(x: i64, y: i64, size: Size) -> String {
    let half = path::whole(size.radius * 0.9);
    format!("M{} {y}l{half}-{half} {half} {half}v{half}h-{}z", x - half, 2 * half)
}
