import { defineConfig } from 'vite';

// The path that the ingress leads here: /<app>.
export default defineConfig({ base: '/shop/', build: { outDir: 'dist/shop' } });
