//! Pages as people write them: sound ones by the rules of HTML, and soups of tags.
//!
//! Rule: nothing here looks at the tables of the cleaner, so that a mistake in a table is not repeated.

use std::fmt::Write as _;

/// Randomness that is the same at every run: <https://prng.di.unimi.it/splitmix64.c>.
pub(super) struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll() % count as u64).unwrap()
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

/// Writes valid pages by the rules of HTML, not by our tables.
pub(super) struct Author {
    dice: Dice,
    html: String,
    names: u32,
}

const TEXTS: &[&str] = &[
    "Two nights",
    " ",
    "\n",
    "R&amp;B &lt;live&gt;",
    "é\u{a0}–",
    "5 &gt; 3 \"quoted\"",
    "a & b",
    "\u{2028}",
    "🎺",
    "\n\nlines\n",
    "&#10;",
    "&hellip;",
    "it's",
];

impl Author {
    pub(super) fn new(seed: u64) -> Self {
        Self { dice: Dice(seed), html: String::new(), names: 0 }
    }

    /// Returns a sound page, seldom a long one.
    pub(super) fn page(&mut self) -> String {
        self.html.clear();
        let depth = if self.dice.once_in(12) { 3 } else { 2 };
        self.blocks(depth, false);
        std::mem::take(&mut self.html)
    }

    fn text(&mut self) {
        let text = self.dice.pick(TEXTS);
        self.html.push_str(text);
    }

    fn space(&mut self) {
        let space = self.dice.pick(&["", "", "\n", "\n  "]);
        self.html.push_str(space);
    }

    fn wrap(&mut self, name: &str, attributes: &str, inside: impl FnOnce(&mut Self)) {
        write!(self.html, "<{name}{attributes}>").unwrap();
        inside(self);
        write!(self.html, "</{name}>").unwrap();
    }

    fn common(&mut self) -> String {
        self.names += 1;
        let number = self.names;
        match self.dice.below(12) {
            0 => format!(" id=\"a{number}\""),
            1 => format!(" class=\"card dim\" id='b{number}'"),
            2 => " title=\"a &lt; b &quot;c&quot; 'd' &amp;amp;\nnext\"".to_owned(),
            3 => " lang=en hidden".replace("=en", "=\"en\""),
            4 => format!(" aria-describedby=\"a{number} b{number}\" role=\"group\""),
            5 => " tabindex='0' dir = \"rtl\" ".to_owned(),
            _ => String::new(),
        }
    }

    fn inlines(&mut self, depth: usize, is_in_control: bool) {
        for _ in 0..self.dice.below(3) {
            self.inline(depth, is_in_control);
        }
    }

    fn inline(&mut self, depth: usize, is_in_control: bool) {
        const PLAIN: &[&str] = &[
            "b", "i", "u", "s", "em", "strong", "small", "code", "span", "q", "sub", "sup", "kbd", "abbr", "cite",
            "mark", "del", "ins", "data", "var", "samp", "dfn", "bdi", "bdo", "output", "time",
        ];
        let common = self.common();
        if depth == 0 {
            return self.text();
        }
        match self.dice.below(if is_in_control { 7 } else { 13 }) {
            0..=2 => self.text(),
            3..=4 => {
                let name = self.dice.pick(PLAIN);
                self.wrap(name, &common, |author| author.inlines(depth - 1, is_in_control));
            }
            5 => self.html.push_str(if self.names.is_multiple_of(2) { "<br>" } else { "<wbr />" }),
            6 => self.html.push_str("<img src=\"media/7\" alt=\"a &quot;b&quot;\" loading=\"lazy\">"),
            7 => {
                let href = self.dice.pick(&[
                    "plans/7",
                    "?a=1&amp;b=2",
                    "#a1",
                    "https://example.org/?q=%22",
                    "tel:+49123",
                    "x#a1",
                ]);
                self.wrap("a", &format!(" href=\"{href}\"{common}"), |author| author.inlines(depth - 1, true));
            }
            8 => self
                .wrap("button", " type=\"submit\" data-confirm=\"Really?\"", |author| author.inlines(depth - 1, true)),
            9 => {
                write!(self.html, "<input type=\"text\" name=\"f{}\" value=\"a&amp;b\" required>", self.names).unwrap()
            }
            10 => self.wrap("select", " name=\"town\" multiple", Self::options),
            11 => self.wrap("textarea", " name=\"notes\" rows=\"4\"", |author| {
                let text = author.dice.pick(&["", "\n", "\n\na", "a\n<b>&lt;/textarea&gt;", "</p>&amp;"]);
                author.html.push_str(text);
            }),
            _ => self.wrap("datalist", "", Self::options),
        }
    }

    fn options(&mut self) {
        self.space();
        for _ in 0..self.dice.below(3) {
            self.wrap("option", " value=\"1\"", Self::text);
            self.space();
        }
    }

    fn blocks(&mut self, depth: usize, is_in_form: bool) {
        for _ in 0..self.dice.below(4) {
            self.block(depth, is_in_form);
            self.space();
        }
    }

    fn block(&mut self, depth: usize, is_in_form: bool) {
        const BOXES: &[&str] = &[
            "div",
            "section",
            "article",
            "aside",
            "header",
            "footer",
            "nav",
            "blockquote",
            "address",
            "figure",
            "fieldset",
        ];
        let common = self.common();
        if depth == 0 {
            return self.wrap("p", &common, |author| author.inlines(2, false));
        }
        match self.dice.below(13) {
            0..=1 => self.wrap("p", &common, |author| author.inlines(3, false)),
            2..=3 => {
                let name = self.dice.pick(BOXES);
                self.wrap(name, &common, |author| author.blocks(depth - 1, is_in_form));
            }
            4 => {
                let name = self.dice.pick(&["h1", "h2", "h3", "h4", "h5", "h6"]);
                self.wrap(name, &common, |author| author.inlines(2, false));
            }
            5 => {
                let name = self.dice.pick(&["ul", "ol"]);
                self.wrap(name, &common, |author| author.items(depth, is_in_form));
            }
            6 => self.wrap("dl", &common, |author| author.terms(depth, is_in_form)),
            7 => self.table(depth, is_in_form),
            8 => self.wrap("pre", &common, |author| author.inlines(2, false)),
            9 => self.wrap("details", " open", |author| {
                author.space();
                author.wrap("summary", "", |author| author.inlines(2, true));
                author.blocks(depth - 1, is_in_form);
            }),
            10 if !is_in_form => {
                self.names += 1;
                write!(self.html, "<div data-piece=\"piece{}\"></div>", self.names).unwrap();
            }
            11 if !is_in_form => {
                let method = self.dice.pick(&["", " method=\"post\"", " method='GET'"]);
                self.wrap("form", &format!(" action=\"plans/7\"{method}"), |author| {
                    author.blocks(depth - 1, true);
                    if method == " method=\"post\"" && author.dice.once_in(3) {
                        author.html.push_str("<input type=\"file\" name=\"list\" accept=\".csv\">");
                    }
                });
            }
            11 => self.wrap("fieldset", "", |author| {
                author.space();
                author.wrap("legend", "", |author| author.inlines(2, true));
                author.blocks(depth - 1, is_in_form);
            }),
            // A link may hold blocks, as a whole card.
            12 => {
                self.wrap("a", " href=\"plans/7\"", |author| author.wrap("div", "", |author| author.inlines(2, true)))
            }
            _ => self.html.push_str("<hr>"),
        }
    }

    fn items(&mut self, depth: usize, is_in_form: bool) {
        self.space();
        for _ in 0..self.dice.below(4) {
            self.wrap("li", "", |author| {
                author.inlines(2, false);
                author.blocks(depth - 1, is_in_form);
            });
            self.space();
        }
    }

    fn terms(&mut self, depth: usize, is_in_form: bool) {
        for _ in 0..self.dice.below(3) {
            let pair = |author: &mut Self| {
                author.wrap("dt", "", |author| author.inlines(2, false));
                author.wrap("dd", "", |author| author.blocks(depth - 1, is_in_form));
            };
            if self.dice.once_in(2) {
                self.wrap("div", "", pair);
            } else {
                pair(self);
            }
            self.space();
        }
    }

    fn table(&mut self, depth: usize, is_in_form: bool) {
        self.wrap("table", " class=\"sums\"", |author| {
            author.space();
            if author.dice.once_in(2) {
                author.wrap("caption", "", |author| author.inlines(2, false));
            }
            if author.dice.once_in(3) {
                author.html.push_str("<colgroup><col span=\"2\"> <col></colgroup>");
            }
            for part in ["thead", "tbody", "tbody", "tfoot"] {
                if author.dice.once_in(2) {
                    author.wrap(part, "", |author| author.rows(depth, is_in_form));
                    author.space();
                }
            }
        });
    }

    fn rows(&mut self, depth: usize, is_in_form: bool) {
        for _ in 0..self.dice.below(3) {
            self.space();
            self.wrap("tr", "", |author| {
                for _ in 0..author.dice.below(3) {
                    let (name, more) =
                        *author.dice.pick(&[&("td", " colspan=\"2\""), &("th", " scope=\"row\""), &("td", "")]);
                    author.wrap(name, more, |author| {
                        author.inlines(2, false);
                        author.blocks(depth - 1, is_in_form);
                    });
                    author.space();
                }
            });
        }
    }
}

/// Scraps that have broken parsers before, and plain ones between them.
const SCRAPS: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<a href=\"x\">",
    "</a>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<tbody>",
    "</tbody>",
    "<ul>",
    "</ul>",
    "<li>",
    "</li>",
    "<select>",
    "</select>",
    "<option>",
    "</option>",
    "<pre>",
    "</pre>",
    "<textarea>",
    "</textarea>",
    "<form action=\"\">",
    "</form>",
    "<button>",
    "</button>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mtext>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<title>",
    "<template>",
    "<noscript>",
    "</noscript>",
    "<!--",
    "-->",
    "--!>",
    "<![CDATA[",
    "]]>",
    "<!doctype html>",
    "<?x?>",
    "</>",
    "< ",
    "<",
    ">",
    "\"",
    "'",
    "=",
    "/",
    "&",
    "&lt;",
    "&#60;",
    "&amp;amp;",
    "&#x3c",
    "&notit;",
    "\0",
    "\r\n",
    "\n",
    " ",
    "\t",
    "x",
    "text",
    "<x-y>",
    "</x-y>",
    "<font>",
    "</font>",
    "<h1>",
    "</h1>",
    "<br>",
    "<br/>",
    "</br>",
    "<img alt=\"\">",
    "<hr>",
    "<p title=\"</p>\">",
    "<p title='\"'>",
    "<p id=\"a\" id=\"b\">",
    "<p onclick=\"x\">",
    "<p class=\"card x\">",
    "<a href=\"javascript:x\">",
    "<a href=\"//x\">",
    "<input name=\"a\">",
    "<input type=\"file\">",
    "<label>",
    "</label>",
    "<dl>",
    "</dl>",
    "<dt>",
    "<dd>",
    "</dt>",
    "</dd>",
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "\u{2028}",
    "<caption>",
    "</caption>",
    "<colgroup>",
    "<col>",
    "</colgroup>",
    "<fieldset>",
    "<legend>",
    "</legend>",
    "</fieldset>",
    "<P>",
    "</P >",
    "<div data-piece=\"a\">",
    "<i>",
    "</i>",
    "<!-- a -->",
    "<body>",
    "<html>",
    "<a/href=\"x\">",
];

/// Scraps that do not end the page wherever they stand.
const TAMER: &[&str] = &[
    "<p>",
    "<div>",
    "<b>",
    "<i>",
    "<b>",
    "<span>",
    "<a href=\"x\">",
    "<ul>",
    "<li>",
    "<pre>",
    "<table>",
    "<tbody>",
    "<tr>",
    "<td>",
    "<details>",
    "<summary>",
    "<x-y>",
    "<font>",
    "<center>",
    "<nobr>",
    "<ruby>",
    "<rt>",
    "<main>",
    "<!-- a -->",
    "<br/>",
    "<hr>",
    "<img alt=\"\">",
    "\n",
    " ",
    "text",
    "\r\n",
    "&lt;p&gt;",
    "&amp;lt;",
    ">",
    "\"",
    "'",
    "\u{2028}",
    "<select>",
    "<option>",
    "<textarea>",
    "<form action=\"\">",
    "<input name=\"a\">",
    "<button>",
    "<label>",
    "<h1>",
    "<p title=\"</p><script>\">",
    "<p onclick=\"x\">",
    "<p class=\"card x\">",
    "<a href=\"javascript:x\">",
    "<section data-region=\"r\" data-refresh=\"10\">",
    "<section data-live=\"r\">",
    "<dl>",
    "<dt>",
    "<dd>",
    "<em>",
    "<em>",
];

/// Tags and texts in any order, most of them closed in their turn, or hardly anything would ever get through.
pub(super) fn soup(dice: &mut Dice) -> String {
    let mut html = String::new();
    let mut open: Vec<String> = Vec::new();
    // Every third one has scraps of which most end the page by themselves.
    let scraps = if dice.once_in(3) { SCRAPS } else { TAMER };
    for _ in 0..=dice.below(14) {
        if !open.is_empty() && dice.once_in(2) {
            html.push_str(&format!("</{}>", open.pop().unwrap()));
            continue;
        }
        let scrap = dice.pick(scraps);
        html.push_str(scrap);
        let name = scrap.strip_prefix('<').unwrap_or_default();
        let name: String = name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        if !name.is_empty() && !is_void(&name) && dice.below(16) > 0 {
            open.push(name);
        }
    }
    while let Some(name) = open.pop() {
        html.push_str(&format!("</{name}>"));
    }
    html
}

/// A sound page with a tag or two taken out, doubled or put in elsewhere.
pub(super) fn damaged(author: &mut Author) -> String {
    let mut scraps: Vec<String> = author.page().split_inclusive('>').map(str::to_owned).collect();
    for _ in 0..=author.dice.below(2) {
        let at = author.dice.below(scraps.len() + 1);
        let other = author.dice.below(scraps.len().max(1));
        match author.dice.below(6) {
            0 if at < scraps.len() => drop(scraps.remove(at)),
            1 if other < scraps.len() => scraps.insert(at, scraps[other].clone()),
            2 if at < scraps.len() => scraps.swap(at, other),
            3 => scraps.insert(at, author.dice.pick(SCRAPS).to_owned()),
            _ => scraps.insert(at, author.dice.pick(TAMER).to_owned()),
        }
    }
    scraps.concat()
}

pub(super) fn is_void(name: &str) -> bool {
    ["br", "col", "hr", "img", "input", "wbr"].contains(&name)
}
