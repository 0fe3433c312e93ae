/* The only two files that know cairo are the pen and plot_write.c. */
#ifndef SEG_PAPER_PEN_H
#define SEG_PAPER_PEN_H

#include <pango/pangocairo.h>

#include "plot-private.h"

/* Points. */
#define SEG_PAPER_CELL_WIDTH 8
#define SEG_PAPER_CELL_HEIGHT 16

typedef struct {
	SegPen   pen;
	cairo_t *cairo;
} SegPaperPen;

void seg_paper_pen_init (SegPaperPen *pen, cairo_t *cairo, int columns, int lines);

#endif
