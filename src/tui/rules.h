/* Rules on the screen. */
#ifndef SEG_TUI_RULES_H
#define SEG_TUI_RULES_H

#include "screen.h"

extern const SegViewClass seg_rules_view;
/* Opened with a SegProfilePlace *. */
extern const SegViewClass seg_explain_view;

/** Asks for a name and keeps @condition under it. */
void seg_rules_ask_keep (SegView *view, const char *condition);

#endif
