/* The ledger of contacts for campaigns that tests put into a workspace by SQL: whoever is on a list that went out was written to, but for the
 * control group. */
#ifndef TEST_LEDGER_H
#define TEST_LEDGER_H

#define TEST_SQL_LEDGER \
	";INSERT INTO export (campaign_id, campaign, at, who, n_rows, n_contacts, left_out, fingerprint, program_version) SELECT c.id, c.name, c.exported_at, '', m.n, m.n, '{}', '', '' " \
	"FROM campaign c JOIN (SELECT campaign_id, count(*) AS n FROM campaign_member WHERE arm <> 'control' GROUP BY campaign_id) m ON m.campaign_id = c.id " \
	"WHERE c.exported_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM export WHERE campaign_id = c.id);" \
	"INSERT INTO contact (export_id, user_id, arm, outcome, counts) SELECT e.id, m.user_id, m.arm, 'written', 1 FROM export e " \
	"JOIN campaign_member m ON m.campaign_id = e.campaign_id WHERE m.arm <> 'control' AND NOT EXISTS (SELECT 1 FROM contact WHERE export_id = e.id);"

#endif
