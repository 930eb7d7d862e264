import { solidTrustedTypes } from 'org-keyring/vite';
import { defineConfig, type Plugin } from 'vite';
import { expectType } from './expect.ts';

expectType<Plugin>()(solidTrustedTypes());
defineConfig({ plugins: [solidTrustedTypes()] });
