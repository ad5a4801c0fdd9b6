# The printable set: all papers of the meeting as one PDF, or as files in a ZIP.
print-set = Printable set
print-what = The papers that you may read, in agenda order, behind a sheet with the agenda and the list.
print-empty = The meeting has no papers that you may read yet. The set is the agenda sheet alone.
print-pdf = One PDF
print-pdf-what = { $papers ->
    [one] { $papers } paper
   *[other] { $papers } papers
}, { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
}, and the agenda sheet.
print-named = { $count ->
    [one] { $count } internal paper carries
   *[other] { $count } internal papers carry
} your name and the time on every page.
print-make = Make the PDF
print-waits = Waiting for its turn…
print-making-label = Making the set
print-making = Binding: { $done } of { $pages } pages
print-ready = Done: { $pages } pages with the agenda sheet.
print-pdf-save = Save the PDF ({ $size })
print-not-made = The server could not make the PDF. Try again, or save the files below.
print-zip = Separate files (ZIP)
print-zip-what = { $count ->
    [one] { $count } original file
   *[other] { $count } original files
}, numbered in order, and the agenda sheet.
print-zip-save = Save the ZIP ({ $size })
print-left-out = { $count ->
    [one] { $count } paper is left out
   *[other] { $count } papers are left out
}
print-left-internal = internal: read in the room, or in the PDF with your name.
print-left-unreadable = cannot be bound: open it in the room and print it from there.
print-left-missing = the server does not have the file: tell the secretary.
print-offline = The server makes the set, so a connection is needed. Files saved before open from your device’s downloads.
print-failed = The set cannot be shown
