import { toast } from './announce';
import { t } from './i18n';

export const copyText = (text: string, said: string) => { navigator.clipboard.writeText(text).then(() => toast(said)).catch(() => toast(t('error.unexpected'), { kind: 'error' })); };
