// One light theme and one dark one; mdBook's other three are taken out of the menu.
for (const name of ["rust", "navy", "ayu"]) {
    document.getElementById(`mdbook-theme-${name}`)?.closest("li").remove();
}
document.getElementById("mdbook-theme-coal")?.replaceChildren("Dark");
