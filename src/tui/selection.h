/* What the files of the screen that proposes features share. */
#ifndef SEG_SELECTION_H
#define SEG_SELECTION_H

#include <segscope/select.h>

#include "judging.h"

typedef struct {
	SegFeatureSet *set;
	SegProposal   *proposal;  /* NULL: being made, or failed */
	gsize         *shown;     /* numbers of rows: kept ones first */
	gboolean      *keep;      /* by row, as the person wants it now */
	gboolean      *changed;   /* by row: not as proposed */
	SegList       *list;
	char          *target;    /* NULL: none */
	gboolean       failed;
} SegSelectionState;

/** How many features are kept as it stands now. */
guint seg_selection_n_kept (const SegSelectionState *state);
/** Selects what is kept; @ask_name: as a set of another name, which is asked for. (selection-accept.c) */
void  seg_selection_accept (SegView *view, gboolean ask_name);

#endif
