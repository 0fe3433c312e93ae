/* The policy for orders, asked for on several screens. */
#ifndef SEG_TUI_ORDERS_ASK_H
#define SEG_TUI_ORDERS_ASK_H

#include "screen.h"

/** Shows what there is of refunds, cancellations, free and test orders, and lets the policy for them be changed. */
void seg_orders_ask (SegView *view);
/** Says below line @y how orders are treated, where that matters in this workspace; returns the lines used. */
int seg_draw_orders (SegView *view, SegCells *cells, SegRect rect, int y);

#endif
