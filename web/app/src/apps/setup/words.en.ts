import type { Translation } from '../../core/i18n';
import type { vi } from './words.vi';

export const en: Translation<typeof vi> = {
  title: 'First set-up',
  hint: 'Make the first account. It manages the system and may make meetings.',
  name: 'Full name',
  login: 'Login',
  loginHint: 'Small letters, digits, dot, hyphen, underscore, @; 2 to 64 characters.',
  password: 'Password',
  passwordHint: 'At least 8 characters. Best a long sentence: easy to remember, hard to guess.',
  showPassword: 'Show the password',
  hidePassword: 'Hide the password',
  create: 'Make the account',
  creating: 'Working…',
  toSignIn: 'To the sign-in page',
  needText: 'Nothing was entered.',
};
