BEGIN TRANSACTION;
CREATE TABLE account (
	id VARCHAR(32) NOT NULL, 
	login VARCHAR(64) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	password TEXT NOT NULL, 
	must_change BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	disabled_at DATETIME, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT uq_account_login UNIQUE (login)
);
INSERT INTO "account" VALUES('account-1','anna','Anna','therapist','none',0,'2026-11-30 12:00:00.000000',NULL);
CREATE TABLE account_session (
	digest VARCHAR(64) NOT NULL, 
	account_id VARCHAR(32) NOT NULL, 
	began_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_account_session PRIMARY KEY (digest), 
	CONSTRAINT fk_account_session_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
);
INSERT INTO "account_session" VALUES('abababababababababababababababababababababababababababababababab','account-1','2026-11-30 12:00:00.000000','2026-11-30 12:00:00.000000');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE answer (
	id INTEGER NOT NULL, 
	visit_id VARCHAR(32) NOT NULL, 
	given_at DATETIME NOT NULL, 
	at_s DOUBLE, 
	kind VARCHAR(16) NOT NULL, 
	value INTEGER, 
	CONSTRAINT pk_answer PRIMARY KEY (id), 
	CONSTRAINT fk_answer_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
);
INSERT INTO "answer" VALUES(1,'visit-1','2026-11-30 12:00:00.000000',NULL,'pain',2);
CREATE TABLE api_token (
	id VARCHAR(32) NOT NULL, 
	account_id VARCHAR(32) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	scopes TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	used_at DATETIME, 
	revoked_at DATETIME, 
	CONSTRAINT pk_api_token PRIMARY KEY (id), 
	CONSTRAINT fk_api_token_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE, 
	CONSTRAINT uq_api_token_digest UNIQUE (digest)
);
INSERT INTO "api_token" VALUES('token-1','account-1','list','abababababababababababababababababababababababababababababababab','patients:read','2026-11-30 12:00:00.000000',NULL,NULL,NULL);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	account_id VARCHAR(32) NOT NULL, 
	login VARCHAR(64) NOT NULL, 
	action VARCHAR(16) NOT NULL, 
	patient_id VARCHAR(32), 
	subject TEXT NOT NULL, 
	address VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,'2026-11-30 12:00:00.000000','account-1','anna','opened','patient-1','','');
CREATE TABLE binding (
	patient_id VARCHAR(32) NOT NULL, 
	account_id VARCHAR(32) NOT NULL, 
	bound_at DATETIME NOT NULL, 
	CONSTRAINT pk_binding PRIMARY KEY (patient_id, account_id), 
	CONSTRAINT fk_binding_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id) ON DELETE CASCADE, 
	CONSTRAINT fk_binding_account_id FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
);
INSERT INTO "binding" VALUES('patient-1','account-1','2026-11-30 12:00:00.000000');
CREATE TABLE event (
	exercise_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	start_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	side VARCHAR(24), 
	verdict VARCHAR(16) NOT NULL, 
	detail JSON NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (exercise_id, number), 
	CONSTRAINT fk_event_exercise_id FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE
);
INSERT INTO "event" VALUES('exercise-1',0,'hold',2.467,11.033,NULL,'fault','{"faults": [{"kind": "sag", "start_s": 6.833, "end_s": 9.6, "peak": 0.0813, "unit": "fraction of shoulder-ankle length", "peak_at_s": 7.433, "major": true}], "book": null, "measures": {"drift_fraction_per_10s": 0.0538}, "reason": null, "not_counted": null, "main_unmeasured": {}, "as_far_as_seen": false}');
CREATE TABLE exercise (
	id VARCHAR(32) NOT NULL, 
	visit_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	item INTEGER, 
	name VARCHAR(40) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	began_at DATETIME NOT NULL, 
	sets JSON NOT NULL, 
	word VARCHAR(16) NOT NULL, 
	as_far_as_seen BOOLEAN NOT NULL, 
	hold_s FLOAT NOT NULL, 
	quality_hold_s FLOAT NOT NULL, 
	longest_s FLOAT NOT NULL, 
	reps INTEGER NOT NULL, 
	good_reps INTEGER NOT NULL, 
	attempts INTEGER NOT NULL, 
	counts JSON NOT NULL, 
	good_s FLOAT NOT NULL, 
	almost_s FLOAT NOT NULL, 
	different_s FLOAT NOT NULL, 
	unmeasured_s FLOAT NOT NULL, 
	left_s DOUBLE, 
	right_s DOUBLE, 
	model VARCHAR(80) NOT NULL, 
	threshold_digest VARCHAR(64), 
	recording_hash VARCHAR(64), 
	result JSON, 
	chart BLOB, 
	CONSTRAINT pk_exercise PRIMARY KEY (id), 
	CONSTRAINT fk_exercise_recording_hash FOREIGN KEY(recording_hash) REFERENCES recording (hash), 
	CONSTRAINT fk_exercise_threshold_digest FOREIGN KEY(threshold_digest) REFERENCES threshold_set (digest), 
	CONSTRAINT fk_exercise_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE, 
	CONSTRAINT uq_exercise_visit_id_number UNIQUE (visit_id, number)
);
INSERT INTO "exercise" VALUES('exercise-1','visit-1',1,0,'plank','done','2026-11-30 12:00:00.000000','{}','different',0,8.57,6.42,8.56599999999999894839e+00,0,0,0,'{"": {"holds": 1}}',5.7989999999999994884e+00,0.0,2.76699999999999945998e+00,0.0,NULL,NULL,'fake stick 00000000','7a81dd6c3d735cfd235895b592d9a76872c186baa00e0ed03f552aaac0608564','abababababababababababababababababababababababababababababababab','{"schema": 1, "formcheck_version": "0.1.0", "source": {"name": "plank-sag.mp4", "frames": 390, "fps_mean": 30.0, "duration_s": 13.0, "width": 640, "height": 480, "partial": false, "notes": []}, "pose": {"backend": "fake", "model": "stick", "sha256": "0000000000000000000000000000000000000000000000000000000000000000"}, "exercise": "plank", "exercise_detected_by": "user", "view": "side", "view_found": {"view": "side", "confidence": 1.0, "yaw_deg": 10, "towards": "head"}, "near_side": "right", "camera_roll_deg": -0.2, "calibration": {"kind": "personal", "start_s": 2.667, "end_s": 5.133, "values": {"hip_offset": -0.000292, "head_angle_deg": 0.207808, "shoulder_drop": 0.599219, "upper_arm": 0.599221, "lumbar_deg": 0.0}}, "coverage": {"measured": 1.0, "active_s": 9.1, "reasons": {}, "signals": {"hip_offset": 1.0, "hip_offset_change": 0.7619, "knee_angle_deg": 1.0, "upper_arm_deg": 1.0, "head_angle_deg": 0.7619, "shoulder_sink": 0.7619}, "seen": {"on_all_fours": 0.2082}}, "dose": {"hold_s": 8.57, "quality_hold_s": 6.42, "reps": 0, "attempts": 0, "counted_hold_s": 6.83, "holds": 1, "sides": {}}, "asymmetry": null, "technique": {"sag": {"seconds": 2.77, "count": 1, "worst": 0.0813, "unit": "fraction of shoulder-ankle length"}}, "word": "different", "as_far_as_seen": false, "main_unmeasured": {}, "form_scored": true, "unmeasured": {}}',NULL);
CREATE TABLE "exercise_fault" (
	exercise_id VARCHAR(32) NOT NULL, 
	fault VARCHAR(40) NOT NULL, 
	rank INTEGER NOT NULL, 
	seconds DOUBLE NOT NULL, 
	count INTEGER NOT NULL, 
	worst DOUBLE NOT NULL, 
	unit VARCHAR(60) NOT NULL, 
	CONSTRAINT pk_exercise_fault PRIMARY KEY (exercise_id, fault), 
	CONSTRAINT fk_exercise_fault_exercise_id FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE
);
INSERT INTO "exercise_fault" VALUES('exercise-1','sag',0,2.77,1,0.0813,'fraction of shoulder-ankle length');
CREATE TABLE judgement (
	id VARCHAR(32) NOT NULL, 
	exercise_id VARCHAR(32) NOT NULL, 
	event INTEGER NOT NULL, 
	fault VARCHAR(40) NOT NULL, 
	answer VARCHAR(8) NOT NULL, 
	judge VARCHAR(32), 
	given_at DATETIME NOT NULL, 
	blind BOOLEAN NOT NULL, 
	by_lot BOOLEAN NOT NULL, 
	CONSTRAINT pk_judgement PRIMARY KEY (id), 
	CONSTRAINT fk_judgement_exercise_id FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE
);
INSERT INTO "judgement" VALUES('judgement-1','exercise-1',0,'sag','present',NULL,'2026-11-30 12:00:00.000000',1,0);
CREATE TABLE mark (
	id VARCHAR(32) NOT NULL, 
	exercise_id VARCHAR(32) NOT NULL, 
	event INTEGER NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	value INTEGER NOT NULL, 
	given_at DATETIME NOT NULL, 
	CONSTRAINT pk_mark PRIMARY KEY (id), 
	CONSTRAINT fk_mark_exercise_id FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE, 
	CONSTRAINT uq_mark_exercise_id_event_kind UNIQUE (exercise_id, event, kind)
);
INSERT INTO "mark" VALUES('mark-1','exercise-1',-1,'exas',4,'2026-11-30 12:00:00.000000');
CREATE TABLE note (
	id VARCHAR(32) NOT NULL, 
	patient_id VARCHAR(32) NOT NULL, 
	visit_id VARCHAR(32), 
	written_at DATETIME NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_note PRIMARY KEY (id), 
	CONSTRAINT fk_note_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id) ON DELETE CASCADE, 
	CONSTRAINT fk_note_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
);
INSERT INTO "note" VALUES('note-1','patient-1','visit-1','2026-11-30 12:00:00.000000','Mind the sag');
CREATE TABLE own_sentence (
	account_id VARCHAR(32) NOT NULL, 
	lang VARCHAR(8) NOT NULL, 
	sentence VARCHAR(80) NOT NULL, 
	text_digest VARCHAR(64) NOT NULL, 
	seconds FLOAT NOT NULL, 
	audio BLOB NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	CONSTRAINT pk_own_sentence PRIMARY KEY (account_id, lang, sentence)
);
INSERT INTO "own_sentence" VALUES('account-1','en','coach.camera','abababababababababababababababababababababababababababababababab',1.5,X'736F756E64','2026-11-30 12:00:00.000000');
CREATE TABLE patient (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	lang VARCHAR(8) NOT NULL, 
	own BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	looked_at DATETIME, 
	CONSTRAINT pk_patient PRIMARY KEY (id)
);
INSERT INTO "patient" VALUES('patient-1','Anna','nl',0,'2026-11-30 12:00:00.000000','2026-11-30 12:00:00.000000');
CREATE TABLE patient_alias (
	id VARCHAR(32) NOT NULL, 
	patient_id VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_patient_alias PRIMARY KEY (id), 
	CONSTRAINT fk_patient_alias_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id) ON DELETE CASCADE
);
INSERT INTO "patient_alias" VALUES('alias-1','patient-1');
CREATE TABLE patient_sentence (
	patient_id VARCHAR(32) NOT NULL, 
	lang VARCHAR(8) NOT NULL, 
	sentence VARCHAR(80) NOT NULL, 
	text_digest VARCHAR(64) NOT NULL, 
	seconds FLOAT NOT NULL, 
	audio BLOB NOT NULL, 
	arrived_at DATETIME NOT NULL, 
	CONSTRAINT pk_patient_sentence PRIMARY KEY (patient_id, lang, sentence), 
	CONSTRAINT fk_patient_sentence_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id) ON DELETE CASCADE
);
INSERT INTO "patient_sentence" VALUES('patient-1','en','coach.camera','abababababababababababababababababababababababababababababababab',1.5,X'736F756E64','2026-11-30 12:00:00.000000');
CREATE TABLE programme_version (
	id VARCHAR(32) NOT NULL, 
	patient_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	content JSON NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	message TEXT NOT NULL, 
	CONSTRAINT pk_programme_version PRIMARY KEY (id), 
	CONSTRAINT fk_programme_version_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id) ON DELETE CASCADE, 
	CONSTRAINT uq_programme_version_patient_id_number UNIQUE (patient_id, number)
);
INSERT INTO "programme_version" VALUES('programme-1','patient-1',1,'2026-11-30 12:00:00.000000','{"items": [{"exercise": "plank", "hold_s": 20}]}','daf3e754e6262bdca2930c28a00580cd591c9bde94bb43a718c01a2e4dbfeaa4','Begin gently');
CREATE TABLE recording (
	hash VARCHAR(64) NOT NULL, 
	bytes INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	keep_until DATETIME, 
	removed_at DATETIME, 
	CONSTRAINT pk_recording PRIMARY KEY (hash)
);
INSERT INTO "recording" VALUES('abababababababababababababababababababababababababababababababab',1000,'2026-11-30 12:00:00.000000','2026-11-30 12:00:00.000000',NULL);
CREATE TABLE rescoring (
	id VARCHAR(32) NOT NULL, 
	exercise_id VARCHAR(32) NOT NULL, 
	made_at DATETIME NOT NULL, 
	changes JSON NOT NULL, 
	result JSON NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_rescoring PRIMARY KEY (id), 
	CONSTRAINT fk_rescoring_exercise_id FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE
);
INSERT INTO "rescoring" VALUES('rescoring-1','exercise-1','2026-11-30 12:00:00.000000','{}','{}','');
CREATE TABLE setting (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY (name)
);
INSERT INTO "setting" VALUES('recordings_days','90');
CREATE TABLE sign_in_tries (
	"key" VARCHAR(64) NOT NULL, 
	count INTEGER NOT NULL, 
	last_at DATETIME NOT NULL, 
	CONSTRAINT pk_sign_in_tries PRIMARY KEY ("key")
);
INSERT INTO "sign_in_tries" VALUES('abababababababababababababababababababababababababababababababab',1,'2026-11-30 12:00:00.000000');
CREATE TABLE threshold_set (
	digest VARCHAR(64) NOT NULL, 
	content JSON NOT NULL, 
	CONSTRAINT pk_threshold_set PRIMARY KEY (digest)
);
INSERT INTO "threshold_set" VALUES('7a81dd6c3d735cfd235895b592d9a76872c186baa00e0ed03f552aaac0608564','{"version": "plank-1", "strictness": 1.0, "digest": "bb8c4fd5dd1f", "changed": [], "bands": [{"fault": "sag", "signal": "hip_offset", "green": [null, 0.035], "amber": [null, 0.06], "unit": "fraction of shoulder-ankle length", "weight": 0.4, "source": "6/12-degree rule: most physiotherapists see a change of 12 degrees every time (Abbott et al. 2022, Musculoskelet Sci Pract 61:102594), 6 degrees is about what people can repeat and a camera can tell; 1 % of the length is 2.4 degrees. Without a personal reference 1 % wider: the hip point of pose networks lies 3 to 5 cm off (Needham et al. 2021, Scientific Reports)", "calibrated": false}, {"fault": "sag", "signal": "hip_offset_change", "green": [null, 0.025], "amber": [null, 0.05], "unit": "fraction of shoulder-ankle length", "weight": 0.4, "source": "6/12-degree rule: most physiotherapists see a change of 12 degrees every time (Abbott et al. 2022, Musculoskelet Sci Pract 61:102594), 6 degrees is about what people can repeat and a camera can tell; 1 % of the length is 2.4 degrees. Without a personal reference 1 % wider: the hip point of pose networks lies 3 to 5 cm off (Needham et al. 2021, Scientific Reports)", "calibrated": true}, {"fault": "pike", "signal": "hip_offset", "green": [-0.09, null], "amber": [-0.13, null], "unit": "fraction of shoulder-ankle length", "weight": 0.2, "source": "our measurement: 10 degrees (4.2 %) either way of a personal baseline is right for 99 % of 710 labelled poses of real planks (checked by python -m benchmarks.accuracy --only landmarks). Without one, what people differ by comes on top: 12 degrees (5 %), which most physiotherapists see every time (Abbott et al. 2022, Musculoskelet Sci Pract 61:102594), and a hip point 5 cm off (3.8 %: Needham et al. 2021, Scientific Reports). Good planks of real people read down to -8.4 % (photographs) and -9.5 % (1 % of 400 labelled poses below -9.0), clear pikes from -10.7 % and -11.7 %; amber is a design default", "calibrated": false}, {"fault": "pike", "signal": "hip_offset_change", "green": [-0.042, null], "amber": [-0.065, null], "unit": "fraction of shoulder-ankle length", "weight": 0.2, "source": "our measurement: 10 degrees (4.2 %) either way of a personal baseline is right for 99 % of 710 labelled poses of real planks (checked by python -m benchmarks.accuracy --only landmarks). Without one, what people differ by comes on top: 12 degrees (5 %), which most physiotherapists see every time (Abbott et al. 2022, Musculoskelet Sci Pract 61:102594), and a hip point 5 cm off (3.8 %: Needham et al. 2021, Scientific Reports). Good planks of real people read down to -8.4 % (photographs) and -9.5 % (1 % of 400 labelled poses below -9.0), clear pikes from -10.7 % and -11.7 %; amber is a design default", "calibrated": true}, {"fault": "knees_bent", "signal": "knee_angle_deg", "green": [160.0, null], "amber": [150.0, null], "unit": "deg", "weight": 0.1, "source": "design default, no published cut-off: 165 and 155 degrees for true joints, since a knee that goes down ends the hold; 5 lower, since pose networks read knees 5 degrees too bent (Yue 2026, JMIR preprint 102399: 15 people from the side)", "calibrated": false}, {"fault": "elbow_position", "signal": "upper_arm_deg", "green": [-32.0, 32.0], "amber": [-44.0, 44.0], "unit": "deg", "weight": 0.1, "source": "design default, no published cut-off: 15 and 27 degrees for true joints, an elbow 7 and 13 cm from under the shoulder; 17 wider, since points that lie 3 to 5 cm off, as hip and knee do (Needham et al. 2021, Scientific Reports), turn a 28 cm upper arm by 6 to 10 degrees, and an unlevelled camera adds up to 6", "calibrated": false}, {"fault": "head_position", "signal": "head_angle_deg", "green": [-15.0, 15.0], "amber": [-30.0, 30.0], "unit": "deg", "weight": 0.1, "source": "design default, no published cut-off: a change of 15 and 30 degrees against the personal reference, since people carry their heads differently; judged only with a reference", "calibrated": true}, {"fault": "shoulder_sink", "signal": "shoulder_sink", "green": [null, 0.14], "amber": [null, 0.24], "unit": "fraction of upper arm", "weight": 0.1, "source": "design default, no published cut-off: a drop by 10 and 20 % of the upper arm against the first seconds, for true joints; 4 % wider, since points that lie 3 to 5 cm off, as hip and knee do (Needham et al. 2021, Scientific Reports), show as a drop in part when the hips rise or hang; judged only with a reference", "calibrated": true}]}');
CREATE TABLE verdict_seen (
	visit_id VARCHAR(32) NOT NULL, 
	judge VARCHAR(32) NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_verdict_seen PRIMARY KEY (visit_id, judge), 
	CONSTRAINT fk_verdict_seen_visit_id FOREIGN KEY(visit_id) REFERENCES visit (id) ON DELETE CASCADE
);
INSERT INTO "verdict_seen" VALUES('visit-1','','2026-11-30 12:00:00.000000');
CREATE TABLE visit (
	id VARCHAR(32) NOT NULL, 
	patient_id VARCHAR(32) NOT NULL, 
	programme_id VARCHAR(32), 
	state VARCHAR(16) NOT NULL, 
	source VARCHAR(16) NOT NULL, 
	lang VARCHAR(8) NOT NULL, 
	began_at DATETIME NOT NULL, 
	utc_offset_min INTEGER NOT NULL, 
	ended_at DATETIME, 
	arrived_at DATETIME NOT NULL, 
	pain_before INTEGER, 
	pain_after INTEGER, 
	pain_worst INTEGER, 
	pain_next INTEGER, 
	exertion INTEGER, 
	legs BOOLEAN NOT NULL, 
	advice VARCHAR(16) NOT NULL, 
	finished BOOLEAN NOT NULL, 
	stopped BOOLEAN NOT NULL, 
	comment TEXT NOT NULL, 
	"plan" JSON NOT NULL, 
	formcheck_version VARCHAR(32) NOT NULL, 
	CONSTRAINT pk_visit PRIMARY KEY (id), 
	CONSTRAINT fk_visit_patient_id FOREIGN KEY(patient_id) REFERENCES patient (id) ON DELETE CASCADE, 
	CONSTRAINT fk_visit_programme_id FOREIGN KEY(programme_id) REFERENCES programme_version (id) ON DELETE SET NULL
);
INSERT INTO "visit" VALUES('visit-1','patient-1','programme-1','closed','live','nl','2026-11-30 12:00:00.000000',0,NULL,'2026-11-30 12:00:00.000000',2,3,NULL,NULL,NULL,0,'go_on',0,0,'It went well','{"items": [{"exercise": "plank", "hold_s": 20}]}','');
CREATE INDEX ix_recording_keep_until ON recording (keep_until);
CREATE INDEX ix_patient_alias_patient_id ON patient_alias (patient_id);
CREATE INDEX ix_visit_arrived_at ON visit (arrived_at);
CREATE INDEX ix_visit_began_at ON visit (began_at);
CREATE INDEX ix_visit_in_short ON visit (patient_id, began_at, state, arrived_at, pain_before, pain_after, legs, advice);
CREATE INDEX ix_visit_programme_id ON visit (programme_id);
CREATE INDEX ix_answer_visit_id ON answer (visit_id);
CREATE INDEX ix_exercise_name ON exercise (name);
CREATE INDEX ix_exercise_recording_hash ON exercise (recording_hash);
CREATE INDEX ix_exercise_threshold_digest ON exercise (threshold_digest);
CREATE INDEX ix_note_patient_id ON note (patient_id);
CREATE INDEX ix_note_visit_id ON note (visit_id);
CREATE INDEX ix_rescoring_exercise_id ON rescoring (exercise_id);
CREATE INDEX ix_account_session_account_id ON account_session (account_id);
CREATE INDEX ix_account_session_seen_at ON account_session (seen_at);
CREATE INDEX ix_binding_account_id ON binding (account_id);
CREATE INDEX ix_api_token_account_id ON api_token (account_id);
CREATE INDEX ix_sign_in_tries_last_at ON sign_in_tries (last_at);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_audit_account_id ON audit (account_id);
CREATE INDEX ix_audit_patient_id ON audit (patient_id);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE INDEX ix_judgement_place ON judgement (exercise_id, event, fault);
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit WHEN OLD.at >= datetime('now', '-5 years') BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
COMMIT;
