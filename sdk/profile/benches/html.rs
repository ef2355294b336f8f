//! What cleaning and decorating a page costs: `cargo bench -p loadin-profile --bench html`.
//!
//! Rule: the page is a long one as plugins send it, a table of 200 rows with links, classes and a form in 30 KB, and the
//! figure is processor time, for the machine may be busy. The budget is two milliseconds.

use std::{fs, hint::black_box, time::Instant};

use loadin_profile::html::{Limits, Mount, clean};

const ROUNDS: u32 = 200;
const SERIES: u32 = 5;
const BUDGET_MS: f64 = 2.0;

#[expect(clippy::print_stdout, reason = "a bench is run by hand and prints its figures")]
fn main() {
    let mount = Mount { base: "/s/green-mountains/p/tour/", id_prefix: "p-", csrf: Some("token"), heading_offset: 1 };
    let (page, limits) = (page(), Limits::default());
    let cleaned = clean(&page, &mount, &limits);
    assert!(cleaned.is_clean(), "{:?}", cleaned.flaws);
    let mut series: Vec<f64> =
        (0..SERIES).map(|_| milliseconds(|| _ = black_box(clean(black_box(&page), &mount, &limits)))).collect();
    series.sort_by(f64::total_cmp);
    let median = series.get(series.len() / 2).copied().unwrap_or_default();
    println!(
        "{} KB in, {} KB out, {} elements: {median:.3} ms, {:.0} MB/s (budget {BUDGET_MS} ms; median of {SERIES} × {ROUNDS})",
        page.len() / 1_000,
        cleaned.html.len() / 1_000,
        page.matches("</").count(),
        page.len() as f64 / median / 1e3,
    );
    assert!(median <= BUDGET_MS, "over the budget");
}

/// Returns the processor time of one round.
fn milliseconds(mut round: impl FnMut()) -> f64 {
    let (begun, used) = (Instant::now(), processor_ns());
    for _ in 0..ROUNDS {
        round();
    }
    let spent = match (used, processor_ns()) {
        (Some(before), Some(after)) => (after - before) as f64 / 1e6,
        // Only Linux tells; elsewhere the clock on the wall has to do.
        _ => begun.elapsed().as_secs_f64() * 1e3,
    };
    spent / f64::from(ROUNDS)
}

/// Nanoseconds that this thread has spent on a processor: the first number of `/proc/<pid>/schedstat`.
fn processor_ns() -> Option<u64> {
    fs::read_to_string("/proc/thread-self/schedstat").ok()?.split_ascii_whitespace().next()?.parse().ok()
}

fn page() -> String {
    let rows: String = (1..=200)
        .map(|row| {
            format!(
                "<tr><th scope=\"row\"><a href=\"venues/{row}\">Hall {row} &amp; Bar</a></th><td>Göteborg</td>\
                 <td class=\"number\">{}</td><td class=\"date\">2026-11-{:02}</td></tr>\n",
                row * 7,
                row % 28 + 1,
            )
        })
        .collect();
    format!(
        "<h1 id=\"venues\">Venues</h1><p class=\"lead\">All halls that answered.</p>\
         <form action=\"venues\" method=\"post\" class=\"form\"><div class=\"field\"><label for=\"town\">Town</label>\
         <input id=\"town\" type=\"text\" name=\"town\" required></div>\
         <button type=\"submit\" class=\"button primary\">Add</button></form>\
         <div class=\"scroll\"><table><caption>Venues</caption><thead><tr><th scope=\"col\">Hall</th>\
         <th scope=\"col\">Town</th><th scope=\"col\" class=\"number\">Capacity</th><th scope=\"col\">Date</th></tr></thead>\
         <tbody>{rows}</tbody></table></div>"
    )
}
