man_MANS = man/segscope.1 man/segscope-workspace.5

completionsdir = $(datadir)/bash-completion/completions
dist_completions_DATA = completions/segscope
