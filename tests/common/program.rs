//! The program `kyso`, run in the folder of the project.

use std::process::Command;

use super::root;

/// What one run of the program left behind.
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub status: i32,
}

/// The program with these arguments, and nothing of the environment that changes what it says.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kyso"));
    command.args(arguments).current_dir(root());
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"] {
        command.env_remove(variable);
    }
    command
}

pub fn finish(mut command: Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        status: output.status.code().unwrap(),
    }
}

pub fn kyso(arguments: &[&str]) -> Run {
    finish(program(arguments))
}
