/* The first view of each screen. */
#ifndef SEG_SCREENS_H
#define SEG_SCREENS_H

#include "screen.h"

extern const SegViewClass seg_data_view;

#endif
