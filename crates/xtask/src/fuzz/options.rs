use crate::failure::Failure;

/// What the command line asks for.
pub(super) struct Options {
    pub(super) targets: Vec<String>,
    /// For each target.
    pub(super) seconds: u32,
    /// Whether the committed corpus grows by what was found.
    pub(super) keep: bool,
}

impl Options {
    /// Reads the arguments; without a target, all of them.
    pub(super) fn parse(arguments: &[String], all: &[String]) -> Result<Self, Failure> {
        let mut options = Self {
            targets: Vec::new(),
            seconds: 60,
            keep: false,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--keep" => options.keep = true,
                "--seconds" => {
                    let seconds = arguments.next().and_then(|seconds| seconds.parse().ok());
                    options.seconds = seconds.filter(|seconds| *seconds > 0).ok_or_else(|| {
                        Failure::new("--seconds takes a whole number from 1, such as --seconds 60")
                    })?;
                }
                name if all.iter().any(|known| known == name) => {
                    options.targets.push(name.to_owned());
                }
                other => {
                    return Err(Failure::new(format!(
                        "no such fuzz target: {other}; there are {}",
                        all.join(", ")
                    )));
                }
            }
        }
        if options.targets.is_empty() {
            options.targets = all.to_vec();
        }
        Ok(options)
    }
}
