//! How a command ends, and the exit code of each ending.
//!
//! Rule: scripts lean on these numbers. 0 done; 2 the input is at fault; 3 there is an answer, and it is "not possible";
//! 4 a plugin or the host failed; 130 cancelled (128 + the number of SIGINT, as shells have it).

/// How a command ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Done,
    /// The answer was printed, and says that there is no way.
    Infeasible,
}

/// How a command ended badly. Each line is printed behind the command's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Something that was given is at fault: one line for each problem.
    BadInput(Vec<String>),
    /// A plugin or the host failed.
    Broken(Vec<String>),
    /// The person at the keyboard stopped it.
    Cancelled,
}

impl Ending {
    pub(crate) const fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Infeasible => 3,
        }
    }
}

impl Failure {
    pub(crate) fn bad_input(line: impl ToString) -> Self {
        Self::BadInput(vec![line.to_string()])
    }

    pub(crate) fn broken(line: impl ToString) -> Self {
        Self::Broken(vec![line.to_string()])
    }

    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::BadInput(_) => 2,
            Self::Broken(_) => 4,
            Self::Cancelled => 130,
        }
    }

    /// Returns what is printed, each line behind the command's name.
    pub(crate) fn lines(&self) -> &[String] {
        match self {
            Self::BadInput(lines) | Self::Broken(lines) => lines,
            Self::Cancelled => &[],
        }
    }
}
