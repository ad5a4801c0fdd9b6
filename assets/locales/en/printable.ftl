# The printable set: all papers of the meeting as one PDF, or as files in a ZIP.
print-set = Printable set
print-what = The papers you may read, in agenda order, after a cover sheet with the agenda and a list of the papers.
print-empty = There are no papers you may read yet. The set contains only the cover sheet.
print-pdf = One PDF
print-pdf-what = { $papers ->
    [one] { $papers } paper
   *[other] { $papers } papers
}, { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
}, plus the cover sheet.
print-named = { $count ->
    [one] { $count } internal paper carries
   *[other] { $count } internal papers carry
} your name and the time on every page.
print-make = Create PDF
print-waits = Waiting for its turn…
print-making-label = Creating the set
print-making = Combining: { $done } of { $pages } pages
print-ready = Done: { $pages } pages, including the cover sheet.
print-pdf-save = Save PDF ({ $size })
print-not-made = The server could not create the PDF. Try again, or save the files below.
print-zip = Separate files (ZIP)
print-zip-what = { $count ->
    [one] { $count } original file
   *[other] { $count } original files
}, numbered in agenda order, plus the cover sheet.
print-zip-save = Save ZIP ({ $size })
print-left-out = { $count ->
    [one] { $count } paper is left out
   *[other] { $count } papers are left out
}
print-left-internal = internal: read it in the room, or in the PDF that carries your name.
print-left-unreadable = cannot be combined: open it in the room and print it from there.
print-left-missing = the server does not have the file: tell the secretary.
print-offline = The server creates the set, so a connection is needed. Files you saved earlier are in your device’s downloads.
print-failed = The printable set could not be loaded
