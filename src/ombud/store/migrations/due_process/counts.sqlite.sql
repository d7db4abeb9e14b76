-- What is counted, in SQLite: one row for each kind and state, since one writer at a time changes it. One statement a
-- paragraph.

CREATE TRIGGER counts_process_begins AFTER INSERT ON process_states
BEGIN
  INSERT INTO counts (kind, state, n) SELECT NEW.kind, NEW.state, 0
  WHERE NOT EXISTS (SELECT 1 FROM counts WHERE kind = NEW.kind AND state = NEW.state);
  UPDATE counts SET n = n + 1 WHERE kind = NEW.kind AND state = NEW.state;
END

CREATE TRIGGER counts_process_goes_on AFTER UPDATE ON process_states WHEN NEW.state <> OLD.state
BEGIN
  INSERT INTO counts (kind, state, n) SELECT NEW.kind, NEW.state, 0
  WHERE NOT EXISTS (SELECT 1 FROM counts WHERE kind = NEW.kind AND state = NEW.state);
  UPDATE counts SET n = n - 1 WHERE kind = OLD.kind AND state = OLD.state;
  UPDATE counts SET n = n + 1 WHERE kind = NEW.kind AND state = NEW.state;
END

CREATE TRIGGER counts_task_begins AFTER INSERT ON outbox
BEGIN
  INSERT INTO counts (kind, state, n) SELECT 'outbox', NEW.state, 0
  WHERE NOT EXISTS (SELECT 1 FROM counts WHERE kind = 'outbox' AND state = NEW.state);
  UPDATE counts SET n = n + 1 WHERE kind = 'outbox' AND state = NEW.state;
END

CREATE TRIGGER counts_task_goes_on AFTER UPDATE ON outbox WHEN NEW.state <> OLD.state
BEGIN
  INSERT INTO counts (kind, state, n) SELECT 'outbox', NEW.state, 0
  WHERE NOT EXISTS (SELECT 1 FROM counts WHERE kind = 'outbox' AND state = NEW.state);
  UPDATE counts SET n = n - 1 WHERE kind = 'outbox' AND state = OLD.state;
  UPDATE counts SET n = n + 1 WHERE kind = 'outbox' AND state = NEW.state;
END

CREATE TRIGGER counts_task_goes AFTER DELETE ON outbox
BEGIN UPDATE counts SET n = n - 1 WHERE kind = 'outbox' AND state = OLD.state; END

CREATE TRIGGER counts_case_opens AFTER INSERT ON cases WHEN NEW.state = 'open'
BEGIN
  INSERT INTO counts (kind, state, n) SELECT 'case', NEW.severity || '/' || NEW.queue, 0
  WHERE NOT EXISTS (SELECT 1 FROM counts WHERE kind = 'case' AND state = NEW.severity || '/' || NEW.queue);
  UPDATE counts SET n = n + 1 WHERE kind = 'case' AND state = NEW.severity || '/' || NEW.queue;
END

CREATE TRIGGER counts_case_goes_on AFTER UPDATE ON cases
WHEN NEW.state <> OLD.state OR NEW.queue <> OLD.queue OR NEW.severity <> OLD.severity
BEGIN
  INSERT INTO counts (kind, state, n) SELECT 'case', NEW.severity || '/' || NEW.queue, 0
  WHERE NOT EXISTS (SELECT 1 FROM counts WHERE kind = 'case' AND state = NEW.severity || '/' || NEW.queue);
  UPDATE counts SET n = n - (OLD.state = 'open') WHERE kind = 'case' AND state = OLD.severity || '/' || OLD.queue;
  UPDATE counts SET n = n + (NEW.state = 'open') WHERE kind = 'case' AND state = NEW.severity || '/' || NEW.queue;
END
