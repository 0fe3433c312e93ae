/* The screens of the cleaning recipe: its steps, and the form of one step. */
#ifndef SEG_TUI_RECIPE_H
#define SEG_TUI_RECIPE_H

#include <segscope/clean.h>

#include "screen.h"

extern const SegViewClass seg_recipe_view;
/* The form of a step; argument: a const SegStep*, copied: in the recipe (id), or on its way to ->position (0: the end). */
extern const SegViewClass seg_recipe_step_view;

/** What a step would change, from line @y of @rect on. @step: with the effect of the preview or without. */
void seg_recipe_draw_preview (SegCells *cells, SegRect rect, int y, const SegStep *step, const SegCleanPreview *preview);

/** Asks for the value of an option and gives it to @step; then calls @changed. (recipe-ask.c) */
typedef void (*SegOptionChanged) (SegView *view);
void seg_recipe_ask (SegView *view, SegStep *step, const SegStepOption *option, SegOptionChanged changed);

#endif
