// A module of its own, so that the bundler sees what is used although it is loaded when first needed.
export { createTransport } from 'nodemailer';
