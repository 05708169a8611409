//! What cargo says of the workspace: its packages and their targets.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde::Deserialize;

use crate::{finding::Failure, house::House, process::run};

const LIMIT: Duration = Duration::from_secs(120);

/// The workspace, as `cargo metadata` prints it.
#[derive(Clone, Debug, Deserialize)]
pub struct Workspace {
    /// The packages of the workspace.
    pub packages: Vec<Package>,
    /// The identities of the packages that commands without `-p` mean.
    #[serde(default)]
    pub workspace_default_members: Vec<String>,
}

/// A package of the workspace.
#[derive(Clone, Debug, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its identity.
    pub id: String,
    /// Its `Cargo.toml`.
    pub manifest_path: PathBuf,
    /// What is built from it.
    pub targets: Vec<Target>,
    /// What it needs, for building and for testing.
    pub dependencies: Vec<Dependency>,
}

/// A library, program, example, test or bench.
#[derive(Clone, Debug, Deserialize)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// `lib`, `bin`, `example`, `test`, `bench`.
    pub kind: Vec<String>,
    /// Its root file.
    pub src_path: PathBuf,
    /// Whether `cargo test` without more words runs it.
    pub test: bool,
}

/// A line of a package's dependencies.
#[derive(Clone, Debug, Deserialize)]
pub struct Dependency {
    /// The package's name.
    pub name: String,
    /// The name that the crate has in the sources, where it is another.
    pub rename: Option<String>,
    /// The version that is asked for.
    pub req: String,
    /// `None` for an ordinary one, otherwise `dev` or `build`.
    pub kind: Option<String>,
    /// The features that are asked for.
    pub features: Vec<String>,
    /// Whether the default features are wanted.
    pub uses_default_features: bool,
    /// Its folder, for a package of this workspace.
    pub path: Option<PathBuf>,
}

/// The cargo that this process was started by, or the one on the path.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

impl Workspace {
    /// Asks cargo about the workspace at the root of `house`.
    pub fn of(house: &House) -> Result<Workspace, Failure> {
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version=1", "--offline"]);
        command.arg("--manifest-path").arg(house.root().join("Cargo.toml"));
        let failed = |error: String| Failure::Program("cargo metadata".to_owned(), error);
        let ran = run(&mut command, LIMIT).map_err(|error| failed(error.to_string()))?;
        if !ran.succeeded() {
            return Err(failed(ran.stderr));
        }
        serde_json::from_str(&ran.stdout).map_err(|error| failed(error.to_string()))
    }

    /// The package called `name`.
    pub fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }

    /// The packages that a command without `-p` means.
    pub fn default_members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_default_members.contains(&package.id))
    }
}

impl Package {
    /// The folder of its manifest.
    pub fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }

    /// The target of that kind and name.
    pub fn target(&self, kind: &str, name: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.name == name && target.is(kind))
    }
}

impl Target {
    /// Whether the target is a `lib`, `bin`, `example`, `test` or `bench`, as `kind` says.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.iter().any(|found| found == kind)
    }
}

impl Dependency {
    /// The dependency as a line of another package's manifest.
    pub fn line(&self) -> String {
        let mut line = format!("{} = {{ ", self.rename.as_ref().unwrap_or(&self.name));
        if self.rename.is_some() {
            line.push_str(&format!("package = {:?}, ", self.name));
        }
        match &self.path {
            Some(path) => line.push_str(&format!("path = {path:?}, ")),
            None => line.push_str(&format!("version = {:?}, ", self.req)),
        }
        line + &format!(
            "default-features = {}, features = {:?} }}\n",
            self.uses_default_features, self.features
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_workspace() {
        let workspace = Workspace::of(&House::ours()).unwrap();
        let book = workspace.package("book").unwrap();
        assert!(book.target("bin", "book").is_some() && book.target("bin", "none").is_none());
        assert!(book.folder().ends_with("book"));
        let driver = book.dependencies.iter().find(|d| d.name == "mdbook-driver").unwrap();
        assert!(driver.line().starts_with("mdbook-driver = { version = \"^"), "{}", driver.line());
    }
}
