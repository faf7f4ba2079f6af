//! A crate's files with an attribute in front of some of its functions. Nothing but
//! these attributes is written, each in its function's line: line numbers stay.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Failed,
    functions::{self, Function},
};

/// A function, by its place in [`Files`]: which file, and which function of it.
pub(crate) type Id = (usize, usize);

/// The Rust files of a crate's library.
pub(crate) struct Files {
    root: PathBuf,
    files: Vec<File>,
}

struct File {
    /// As the compiler names it: from the crate's folder on.
    path: String,
    text: String,
    functions: Vec<Function>,
    /// Where attributes stand at the moment, and how long they are.
    marks: Vec<usize>,
    length: usize,
}

impl Files {
    /// Reads the files below `src` of the crate at `root`. One that is no Rust on its
    /// own, such as a template, is left alone.
    pub(crate) fn read(root: &Path) -> Result<Self, Failed> {
        let mut paths = Vec::new();
        collect(&root.join("src"), &mut paths)?;
        let mut files = Vec::new();
        for path in paths {
            let text = fs::read_to_string(&path)?;
            let Ok(functions) = functions::of(&text) else { continue };
            let path = path.strip_prefix(root)?.to_string_lossy().into_owned();
            files.push(File { path, text, functions, marks: Vec::new(), length: 0 });
        }
        Ok(Self { root: root.to_path_buf(), files })
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (Id, &Function)> {
        self.files.iter().enumerate().flat_map(|(f, file)| {
            file.functions.iter().enumerate().map(move |(n, function)| ((f, n), function))
        })
    }

    /// Writes the files with `attribute` in front of `chosen`, and of no other.
    pub(crate) fn mark(&mut self, attribute: &str, chosen: &BTreeSet<Id>) -> Result<(), Failed> {
        for (f, file) in self.files.iter_mut().enumerate() {
            let of_file = chosen.range((f, 0)..(f + 1, 0));
            let starts = of_file.map(|(_, n)| file.functions[*n].extent.start);
            file.marks = starts.collect();
            file.length = attribute.len();
            let (path, text) = (self.root.join(&file.path), file.written(attribute));
            // What is left untouched is not compiled again.
            if fs::read_to_string(&path)? != text {
                fs::write(path, text)?;
            }
        }
        Ok(())
    }

    /// The innermost function among `chosen` around the byte `at` of the file as it was
    /// written last.
    pub(crate) fn around(&self, path: &str, at: usize, chosen: &BTreeSet<Id>) -> Option<Id> {
        let f = self.files.iter().position(|file| file.path == path)?;
        let file = &self.files[f];
        let at = file.unmarked(at);
        let whole = |id: &&Id| {
            let function = &file.functions[id.1];
            function.first..function.extent.end
        };
        let covers = |id: &&Id| whole(id).contains(&at);
        let size = |id: &&Id| whole(id).len();
        chosen.range((f, 0)..(f + 1, 0)).filter(covers).min_by_key(size).copied()
    }

    /// `src/file.rs:12 name`.
    pub(crate) fn place(&self, (f, n): Id) -> String {
        let file = &self.files[f];
        let function = &file.functions[n];
        let line = file.text[..function.extent.start].matches('\n').count() + 1;
        format!("{}:{line} `{}`", file.path, function.name)
    }
}

impl File {
    fn written(&self, attribute: &str) -> String {
        let mut written = String::with_capacity(self.text.len() + self.marks.len() * self.length);
        let mut done = 0;
        for &mark in &self.marks {
            written.push_str(&self.text[done..mark]);
            written.push_str(attribute);
            done = mark;
        }
        written.push_str(&self.text[done..]);
        written
    }

    /// Where the byte `at` of the written file is in the original.
    fn unmarked(&self, at: usize) -> usize {
        let mut inserted = 0;
        for &mark in &self.marks {
            let start = mark + inserted;
            if at < start {
                break;
            }
            if at < start + self.length {
                return mark;
            }
            inserted += self.length;
        }
        at - inserted
    }
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> Result<(), Failed> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File {
        let functions = functions::of(text).unwrap();
        File {
            path: "src/lib.rs".to_owned(),
            text: text.to_owned(),
            functions,
            marks: vec![],
            length: 0,
        }
    }

    #[test]
    fn a_place_in_the_written_file_is_found_in_the_original() {
        let mut file = file("fn a() { x }\nfn b() { fn c() { y } z }\n");
        file.marks = file.functions.iter().map(|function| function.extent.start).collect();
        file.length = "#[m] ".len();
        let written = file.written("#[m] ");
        assert_eq!(written, "#[m] fn a() { x }\n#[m] fn b() { #[m] fn c() { y } z }\n");
        for letter in ["x", "y", "z"] {
            let at = file.unmarked(written.find(letter).unwrap());
            assert_eq!(&file.text[at..=at], letter);
        }
        let files = Files { root: PathBuf::new(), files: vec![file] };
        let all = files.all().map(|(id, _)| id).collect();
        let name = |letter| {
            let id = files.around("src/lib.rs", written.find(letter).unwrap(), &all).unwrap();
            files.files[id.0].functions[id.1].name.clone()
        };
        assert_eq!([name("x"), name("y"), name("z")], ["a", "c", "b"]);
        assert_eq!(files.place((0, 1)), "src/lib.rs:2 `b`");
    }
}
