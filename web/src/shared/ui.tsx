// The few parts that every screen is made of.
import { useEffect, useId, useRef, useState, type ComponentProps, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useT } from './i18n';

const paths = {
  today: 'M8 2v4M16 2v4M3 9h18M5 4h14a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM9 15l2 2 4-4',
  inbox: 'M22 12h-6l-2 3h-4l-2-3H2M5.5 5.1 2 12v6a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-6l-3.5-6.9A2 2 0 0 0 16.8 4H7.2a2 2 0 0 0-1.7 1.1Z',
  board: 'M5 3h4v14H5zM10 3M15 3h4v9h-4zM3 21h18',
  searches: 'M11 19a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM21 21l-4.3-4.3',
  profile: 'M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z',
  settings: 'M4 6h10M18 6h2M4 12h2M10 12h10M4 18h10M18 18h2M16 4v4M8 10v4M16 16v4',
  sources: 'M4 11a9 9 0 0 1 9 9M4 4a16 16 0 0 1 16 16M5 20a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z',
  insights: 'M4 20V11M10 20V4M16 20v-6M21 20H3',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  check: 'M20 6 9 17l-5-5',
  x: 'M18 6 6 18M6 6l12 12',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3 2',
  undo: 'M9 14 4 9l5-5M4 9h10.5a5.5 5.5 0 0 1 0 11H11',
  external: 'M15 3h6v6M10 14 21 3M18 13v6a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h6',
  back: 'M19 12H5M12 19l-7-7 7-7',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  up: 'M12 16V4M7 9l5-5 5 5M4 20h16',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.5 9a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5h.01',
  pin: 'M12 21s7-6.1 7-11a7 7 0 1 0-14 0c0 4.900 7 11 7 11ZM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  shield: 'M12 21s8-3.500 8-10V5l-8-3-8 3v6c0 6.500 8 10 8 10Z',
  grip: 'M9 5h.01M9 12h.01M9 19h.01M15 5h.01M15 12h.01M15 19h.01',
  star: 'M12 2.800l2.900 5.900 6.500.9-4.700 4.600 1.100 6.500L12 17.600l-5.800 3.100 1.100-6.500L2.600 9.600l6.500-.9Z',
  bell: 'M6 9a6 6 0 0 1 12 0c0 6 2.500 7 2.500 7h-17S6 15 6 9M10.300 20a2 2 0 0 0 3.400 0',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  edit: 'M12 20h9M16.500 3.500a2.100 2.100 0 0 1 3 3L7 19l-4 1 1-4Z',
  out: 'M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4M16 17l5-5-5-5M21 12H9',
  alert: 'M12 9v4M12 17h.01M10.300 3.900 2.500 17.500A2 2 0 0 0 4.200 20.500h15.600a2 2 0 0 0 1.700-3L13.700 3.900a2 2 0 0 0-3.400 0Z',
  coin: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM14.500 9.300C14 8.500 13.100 8 12 8c-1.500 0-2.500.8-2.500 2s1 1.700 2.500 2 2.500.8 2.500 2-1 2-2.500 2c-1.100 0-2-.5-2.500-1.300M12 6.500V8M12 16v1.500',
  leaf: 'M5 20c0-9 5-15 15-16 0 10-5 15-12 15-2 0-3-1-3-3 0-4 4-6 8-7',
} as const;
export type IconName = keyof typeof paths;

export const Icon = ({ name }: { name: IconName }) => (
  <svg className={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d={paths[name]} /></svg>
);

interface ButtonProps extends ComponentProps<'button'> { look?: 'plain' | 'main' | 'quiet' | 'danger'; icon?: IconName | undefined; shortcut?: string | undefined }
export const Button = ({ look = 'plain', icon, shortcut, children, className = '', type = 'button', ...rest }: ButtonProps) => (
  <button type={type} className={`button button-${look} ${children ? '' : 'button-icon'} ${className}`} aria-keyshortcuts={shortcut} {...rest}>
    {icon && <Icon name={icon} />}
    {children && <span>{children}</span>}
    {shortcut && children && <kbd aria-hidden="true">{shortcut.toUpperCase()}</kbd>}
  </button>
);

// A text that is there for screen readers alone.
export const Hidden = ({ children }: { children: ReactNode }) => <span className="hidden">{children}</span>;

interface DialogProps { title: string; onClose: () => void; children: ReactNode; className?: string }
// Modal, closed by Escape, by its button and by a click beside it; the focus goes back to where it was.
export function Dialog({ title, onClose, children, className = '' }: DialogProps) {
  const t = useT();
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current!;
    dialog.showModal();
    // What the dialog is for, else its heading: not its close button, which would come first.
    (dialog.querySelector<HTMLElement>('[data-autofocus]') ?? dialog.querySelector('h2'))?.focus();
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true }); };
  }, []);
  return (
    <dialog ref={ref} className={`dialog ${className}`} aria-labelledby={heading} onCancel={(e) => { e.preventDefault(); onClose(); }}
      onClick={(e) => { if (e.target === ref.current) onClose(); }}>
      <div className="dialog-head">
        <h2 id={heading} tabIndex={-1}>{title}</h2>
        <Button look="quiet" icon="x" aria-label={t('action.close')} onClick={onClose} />
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

export interface MenuItem { id: string; label: string; icon?: IconName; hint?: string | undefined; key?: string; disabled?: boolean; checked?: boolean; run: () => void }
// A button that opens a list of commands: arrows, Home, End, Escape; a command's own key runs it, the first letter jumps. `opener`: the button,
// for whoever opens the menu by a key (`shortcut` says which).
export function Menu({ label, items, icon, look = 'plain', showLabel = true, className = '', opener, shortcut }: { label: string; items: readonly MenuItem[]; icon?: IconName; look?: ButtonProps['look']; showLabel?: boolean; className?: string; opener?: RefObject<HTMLButtonElement | null>; shortcut?: string }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const own = useRef<HTMLButtonElement>(null);
  const button = opener ?? own;
  const id = useId();
  const entries = () => [...root.current!.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
  useEffect(() => {
    if (!open) return;
    entries()[0]?.focus();
    const outside = (e: PointerEvent) => { if (!root.current?.contains(e.target as Node)) setOpen(false); };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [open]);
  const close = () => { setOpen(false); button.current?.focus(); };
  const onKey = (e: KeyboardEvent) => {
    const list = entries();
    const at = list.indexOf(document.activeElement as HTMLElement);
    const go = (i: number) => { e.preventDefault(); list[(i + list.length) % list.length]?.focus(); };
    if (e.key === 'ArrowDown') go(at + 1);
    else if (e.key === 'ArrowUp') go(at - 1);
    else if (e.key === 'Home') go(0);
    else if (e.key === 'End') go(list.length - 1);
    else if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); close(); }
    else if (e.key === 'Tab') setOpen(false);
    else if (items.some((x) => x.key === e.key && !x.disabled)) { e.preventDefault(); close(); items.find((x) => x.key === e.key)!.run(); }
    else if (e.key.length === 1 && e.key !== ' ') { const i = list.findIndex((x) => x.textContent.toLowerCase().startsWith(e.key.toLowerCase())); if (i >= 0) go(i); }
  };
  return (
    <div className={`menu ${className}`} ref={root} onKeyDown={open ? onKey : undefined}>
      <button ref={button} type="button" className={`button button-${look} ${showLabel ? '' : 'button-icon'}`} aria-haspopup="menu" aria-expanded={open} aria-controls={id} aria-keyshortcuts={shortcut}
        aria-label={showLabel ? undefined : label} onClick={() => setOpen(!open)}>
        {icon && <Icon name={icon} />}{showLabel && <span>{label}</span>}{showLabel && shortcut && <kbd aria-hidden="true">{shortcut.toUpperCase()}</kbd>}
      </button>
      {open && (
        <div role="menu" id={id} aria-label={label} className="menu-list">
          {items.map((item) => (
            <button key={item.id} type="button" tabIndex={-1} role={item.checked === undefined ? 'menuitem' : 'menuitemradio'} aria-checked={item.checked} aria-disabled={item.disabled} aria-keyshortcuts={item.key}
              className="menu-item" onClick={() => { if (item.disabled) return; close(); item.run(); }}>
              {item.icon && <Icon name={item.icon} />}<span>{item.label}</span>{item.hint && <small>{item.hint}</small>}{item.key && <kbd aria-hidden="true">{item.key}</kbd>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

interface FieldProps { label: string; hint?: string | undefined; error?: string | undefined; children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }) => ReactNode }
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': Boolean(error) })}
      {hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
      {error && <p className="field-error" id={`${id}-error`}><Icon name="alert" />{error}</p>}
    </div>
  );
}

// An empty place that says why it is empty and what to do next.
export const Empty = ({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) => (
  <div className="empty"><Icon name={icon} /><h2>{title}</h2>{children}</div>
);

export const Skeleton = ({ lines = 3 }: { lines?: number }) => (
  <div className="skeleton" aria-hidden="true">{Array.from({ length: lines }, (_, i) => <span key={i} />)}</div>
);

// Words as chips: typed, Enter or comma adds, Backspace takes the last back, each has its own remove button.
export function ChipsInput({ label, hint, values, onChange, tone = 'neutral', max = 50, placeholder }: { label: string; hint?: string; values: readonly string[]; onChange: (values: string[]) => void; tone?: 'neutral' | 'flag'; max?: number; placeholder?: string }) {
  const t = useT();
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const add = (raw: string) => {
    const words = raw.split(/[,;\n]/).map((w) => w.trim()).filter(Boolean);
    const next = [...values];
    for (const w of words) if (next.length < max && !next.some((v) => v.toLocaleLowerCase() === w.toLocaleLowerCase())) next.push(w);
    if (next.length > values.length) onChange(next);
    setText('');
  };
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <div className={`chips-input chips-${tone}`} onClick={(e) => { if (e.target === e.currentTarget) input.current?.focus(); }}>
          {values.map((v) => (
            <span className="chip" key={v}>{v}
              <button type="button" aria-label={t('action.remove_word', { word: v })} onClick={() => { onChange(values.filter((x) => x !== v)); input.current?.focus(); }}><Icon name="x" /></button>
            </span>
          ))}
          <input {...ids} ref={input} value={text} maxLength={200} placeholder={values.length ? undefined : placeholder} autoComplete="off" enterKeyHint="done"
            onChange={(e) => { if (/[,;\n]/.test(e.target.value)) add(e.target.value); else setText(e.target.value); }}
            onBlur={() => add(text)}
            onKeyDown={(e) => {
              if (e.key === 'Enter' && text.trim()) { e.preventDefault(); add(text); }
              else if (e.key === 'Backspace' && !text && values.length) onChange(values.slice(0, -1));
            }} />
        </div>
      )}
    </Field>
  );
}
