man_MANS = man/segscope.1 man/segscope-workspace.5
