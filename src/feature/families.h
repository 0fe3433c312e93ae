/* The families there are; each stands in the file of its name. */
#ifndef SEG_FEATURE_FAMILIES_H
#define SEG_FEATURE_FAMILIES_H

#include "feature/family.h"

extern const SegFamily seg_family_rfm;
extern const SegFamily seg_family_activity;
extern const SegFamily seg_family_learning;
extern const SegFamily seg_family_purchase;
extern const SegFamily seg_family_preference;
extern const SegFamily seg_family_kinds;
extern const SegFamily seg_family_response;
extern const SegFamily seg_family_text;
extern const SegFamily seg_family_own; /* made of those before it */
extern const SegFamily seg_family_component; /* the last: made of all others */

#endif
