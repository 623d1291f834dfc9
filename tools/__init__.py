"""Commands of this repository; each is run as ``python -m tools.NAME``, from its root.

=================  ==========================================================================
`tools.chapter`    begin a chapter: a copy of the template
`tools.execute`    execute the chapters again, in place
`tools.lab`        put the reader's edition of the notebooks into a folder of the reader's own
`tools.chromium`   say which browser there is; bring one if there is none
`tools.pdf`        print the book as one PDF
`tools.address`    write what `_config.yml` says of repository, site and edition elsewhere
`tools.wheel`      put the code into the built site, as a wheel
`tools.archive`    put the site into a ZIP that is read without a network
`tools.epub`       print the book as an EPUB
`tools.publish`    make the folder to upload, and check it for what static hosts trip over
`tools.plain`      build the book on the newest Sphinx, without Jupyter Book
`tools.cover`      draw the cover
`tools.fonts`      cut the mathematics font to the glyphs that formulas use
`tools.wording`    hold the text to the words that were decided on; part of `make lint`
`tools.newest`     ask for the newest versions of what is pinned
=================  ==========================================================================
"""
