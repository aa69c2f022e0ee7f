// "Later": until when, and from there back at once.
import { useState, type FormEvent, type RefObject } from 'react';
import { returnsAt, useT } from '../../shared/i18n';
import { Button, Dialog, Field, Menu, type MenuItem } from '../../shared/ui';
import { dayRange, morningOf, snoozeChoices } from './snooze_times';

interface Props {
  opener: RefObject<HTMLButtonElement | null>;
  onSnooze: (until: Date) => void;
  onBack?: (() => void) | undefined;         // of what is put off already
  title: string;                             // of what it is about, for the date's dialog
  showLabel?: boolean;
}

export function SnoozeMenu({ opener, onSnooze, onBack, title, showLabel = true }: Props) {
  const t = useT();
  const [picking, setPicking] = useState(false);
  const items: MenuItem[] = [
    ...(onBack ? [{ id: 'back', label: t('snooze.back'), icon: 'inbox' as const, key: '0', run: onBack }] : []),
    ...snoozeChoices().map((c, i) => ({ id: c.id, label: t(`snooze.${c.id}`), hint: returnsAt(c.until.toISOString()), key: String(i + 1), run: () => onSnooze(c.until) })),
    { id: 'date', label: t('snooze.date'), key: '9', run: () => setPicking(true) },
  ];
  return (
    <>
      <Menu label={t('action.snooze')} icon="clock" items={items} opener={opener} shortcut="s" showLabel={showLabel} className="snooze" />
      {picking && <DateDialog title={title} onClose={() => setPicking(false)} onPick={(until) => { setPicking(false); onSnooze(until); }} />}
    </>
  );
}

function DateDialog({ title, onClose, onPick }: { title: string; onClose: () => void; onPick: (until: Date) => void }) {
  const t = useT();
  const { min, max } = dayRange();
  const [day, setDay] = useState(min);
  const [error, setError] = useState<string>();
  const submit = (e: FormEvent) => {
    e.preventDefault();
    const until = morningOf(day);
    if (until) onPick(until); else setError(t('snooze.bad_date'));
  };
  return (
    <Dialog title={t('snooze.date_title')} onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <p className="row-sub">{title}</p>
        <Field label={t('snooze.day')} hint={t('snooze.day_hint')} error={error}>{(ids) => <input {...ids} data-autofocus type="date" min={min} max={max} value={day} onChange={(e) => setDay(e.target.value)} />}</Field>
        <div className="actions"><Button look="main" type="submit" icon="clock">{t('action.snooze')}</Button><Button onClick={onClose}>{t('action.cancel')}</Button></div>
      </form>
    </Dialog>
  );
}
