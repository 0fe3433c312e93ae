/* The options of segscope features that are about sets as a whole. */
#ifndef SEG_CLI_FEATURE_SETS_H
#define SEG_CLI_FEATURE_SETS_H

#include "commands.h"

#include <segscope/feature.h>

typedef struct {
	gboolean sets, delete, use;
	char    *copy, *rename, *compare;
} SegSetOptions;

/** Whether one of them was given. */
gboolean seg_cli_sets_asked (const SegSetOptions *options);
/** FALSE with SEG_ERROR_USAGE when more than one of them was given. */
gboolean seg_cli_sets_check (const SegSetOptions *options, GError **error);
/** Does it to the set @name (ignored by --sets). */
gboolean seg_cli_sets_serve (const SegCommonOptions *common, const SegSetOptions *options, SegWorkspace *workspace, const char *name,
                             GError **error);
void     seg_cli_sets_clear (SegSetOptions *options);

#endif
